package hostile

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// sound are configurations that work, by node type: mutations start from them.
var sound = map[string][]string{
	"condition": {
		`{"rejectOnFalse":true,"engine":"basic","calculation":{"group":{"type":"and","calculations":[{"calculator":"equal","operands":["{{$context.data.note}}","x"]},{"group":{"type":"or","calculations":[{"calculator":"gt","operands":[1,2]}]}}]}}}`,
		`{"engine":"math.js","expression":"1 + 1 == {{$context.data.id}}"}`, `{"engine":"formula.js","expression":"IF({{$context.data.note}} == 'x', true, false)"}`,
	},
	"multi-conditions": {`{"conditions":[{"uid":"a","title":"A","engine":"basic","calculation":{"group":{"type":"and","calculations":[{"calculator":"equal","operands":[1,1]}]}}},{"uid":"b","engine":"math.js","expression":"1 > 2"}],"continueOnNoMatch":true}`},
	"loop":             {`{"target":"{{$context.data.extra}}","condition":{"engine":"basic","calculation":{"group":{"type":"and","calculations":[]}},"checkpoint":1,"continueOnFalse":true},"exit":2}`, `{"target":3,"condition":false,"exit":1}`},
	"variable":         {`{"target":"","value":"{{$context.data.note}}"}`},
	"calculation":      {`{"engine":"math.js","expression":"{{$context.data.id}} + 1"}`, `{"engine":"formula.js","expression":"SUM(1,2)"}`, `{"engine":"string","expression":"a {{$context.data.note}} b"}`},
	"create":           {`{"collection":"logs","params":{"values":{"text":"{{$context.data.note}}","n":1},"appends":["createdBy"]}}`},
	"update":           {`{"collection":"logs","params":{"filter":{"$and":[{"text":{"$eq":"{{$context.data.note}}"}}]},"values":{"n":2},"individualHooks":true}}`},
	"query":            {`{"collection":"orders","multiple":true,"failOnEmpty":false,"params":{"filter":{"$and":[{"title":"x"}]},"appends":["customer"],"sort":[{"field":"id","direction":"desc"}],"page":1,"pageSize":20}}`},
	"destroy":          {`{"collection":"logs","params":{"filter":{"text":"nothing"}}}`},
	"request-values":   {`{"values":{"note":"{{$context.params.values.note}}!","extra.a":1},"unset":["extra.b"]}`},
	"response-message": {`{"message":"hello {{$context.data.note}}"}`},
	"output":           {`{"value":"{{$context.data}}"}`},
	"end":              {`{"endStatus":1}`},
}

var nasty = []string{
	`null`, `true`, `0`, `-1`, `1e400`, `9223372036854775808`, `1.5`, `""`, `"x"`, `"{{"`, `"}}"`, `"{{}}"`, `"{{$context}}"`, `"{{$context.data.nope.nope}}"`, `"{{$jobsMapByNodeKey.nope}}"`, `"{{$jobsMapByNodeKey}}"`, `"{{$scopes.nope.item}}"`, `"{{$system.now}}"`, `"{{$system.dateRange.today}}"`, `"{{$env.PATH}}"`,
	`"{{ $context.data.note | upper }}"`, `"{{$context.data.__proto__.constructor}}"`, `[]`, `[null]`, `[[]]`, `{}`, `{"a":1}`, `{"$and":1}`, `{"$nope":[]}`, `{"group":null}`, `{"group":{"type":"xor","calculations":7}}`, `{"group":{"type":"and","calculations":[null,1,"x",{}]}}`,
	`"\u0000"`, `"while(true){}"`, `"1 +"`, `"(((((((((("`, `"9^9^9^9^9"`, `"zeros(100000,100000)"`, `"REPT('x',1e9)"`, `"''.padEnd(1e9)"`, `"[].constructor.constructor('return this')()"`, `"import('fs')"`, `"throw new Error(1)"`, `"vault"`, `"users"`, `"nope"`, `"main:orders"`, `"other:orders"`, `"id;--"`, `["title","nope"]`, `["customer.orders.items"]`,
	`{"field":"nope"}`, `[{"field":"id","direction":7}]`, `100000000`, `-5`, `"{{$context.data.extra}}"`, `[["a"]]`,
}

// mutate replaces, removes or adds a member somewhere in a configuration.
func mutate(r *rand.Rand, config string) string {
	var v any
	if json.Unmarshal([]byte(config), &v) != nil {
		return config
	}
	for range 1 + r.Intn(3) {
		v = mutated(r, v)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return config
	}
	text := string(raw)
	for strings.Contains(text, `"@@`) { // what json cannot hold itself: 1e400 and the like
		i := strings.Index(text, `"@@`)
		n := 0
		fmt.Sscanf(text[i+3:], "%d", &n)
		end := i + 3 + strings.Index(text[i+3:], `"`) + 1
		text = text[:i] + nasty[n] + text[end:]
	}
	return text
}

func mutated(r *rand.Rand, v any) any {
	mark := func() any { return fmt.Sprintf("@@%d", r.Intn(len(nasty))) }
	if r.Intn(4) == 0 {
		return mark()
	}
	switch t := v.(type) {
	case map[string]any:
		if len(t) == 0 {
			return mark()
		}
		names := slices.Sorted(maps.Keys(t)) // a seed always gives the same
		name := names[r.Intn(len(names))]
		switch r.Intn(6) {
		case 0:
			delete(t, name)
		case 1:
			t["zz"+name] = mark()
		default:
			t[name] = mutated(r, t[name])
		}
		return t
	case []any:
		if len(t) > 0 {
			i := r.Intn(len(t))
			t[i] = mutated(r, t[i])
			return t
		}
	}
	return mark()
}

func TestNodesOfEveryWrongShape(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("logs", "text:string", "n:integer")
	r := rand.New(rand.NewSource(7))
	rounds, enough := 10, 20
	if sparse > 1 {
		rounds, enough = 4, 5
	}
	if all() {
		rounds = 100
	}
	accepted, ran := 0, 0
	for _, typ := range slices.Sorted(maps.Keys(sound)) {
		configs := sound[typ]
		for i := range rounds {
			config := mutate(r, configs[r.Intn(len(configs))])
			trigger, key := "action", fmt.Sprintf("%s%d", strings.ReplaceAll(typ, "-", ""), i)
			if typ == "request-values" || i%3 == 2 {
				trigger = "request-interception"
			}
			id := w.Root.Post("workflows:create", M{"title": key, "key": key, "type": trigger, "sync": i%2 == 0 || trigger != "action", "config": M{"collection": "drops"}}).OK().ID()
			status, body := w.raw(t, "POST", "/api/workflows/"+id+"/nodes:create", fmt.Sprintf(`{"type":%q,"key":"n","config":%s}`, typ, config), nil)
			envelope(t, fmt.Sprintf("%s %.300s", typ, config), status, body)
			if status != 200 {
				status, body = w.raw(t, "POST", "/api/workflows/"+id+"/nodes:create", fmt.Sprintf(`{"type":%q,"key":"n"}`, typ), nil)
				envelope(t, typ+" without a configuration", status, body)
				var node struct{ Data struct{ ID json.Number } }
				if err := json.Unmarshal(body, &node); err != nil {
					t.Fatal(err)
				}
				status, body = w.raw(t, "POST", "/api/flow_nodes:update?filterByTk="+node.Data.ID.String(), fmt.Sprintf(`{"config":%s}`, config), nil)
				envelope(t, fmt.Sprintf("update of %s %.300s", typ, config), status, body)
				if status == 200 {
					t.Errorf("%s: refused when created, accepted when updated: %.300s", typ, config)
				}
			} else {
				accepted++
			}
			a := w.Root.Post("workflows:update?filterByTk="+id, M{"enabled": true})
			envelope(t, "enabling "+typ+" "+config, a.Status, a.Body)
			if a.Status == 200 {
				ran++
				a = w.Root.Post("drops:create?triggerWorkflows="+key, M{"note": "x", "extra": []any{1, "b", nil, M{"c": 2}}})
				envelope(t, fmt.Sprintf("running %s %.300s", typ, config), a.Status, a.Body)
			}
		}
		j.quiet(t, typ)
	}
	if accepted < enough || ran < enough {
		t.Errorf("only %d configurations were accepted, %d workflows ran: the mutations are too wild", accepted, ran)
	}
	w.Quiet()
	j.quiet(t, "running them")
}

func TestTriggersOfEveryWrongShape(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	configs := map[string]string{
		"action":               `{"collection":"drops","global":true,"actions":["create","update"],"appends":["createdBy"]}`,
		"request-interception": `{"collection":"drops","global":true,"actions":["create"]}`,
		"custom-action":        `{"type":1,"collection":"drops","appends":["createdBy"]}`,
		"collection":           `{"collection":"drops","mode":3,"changed":["note"],"condition":{"$and":[{"note":"x"}]},"appends":["createdBy"],"rollbackOnFailure":false}`,
	}
	r := rand.New(rand.NewSource(11))
	for _, typ := range slices.Sorted(maps.Keys(configs)) {
		config := configs[typ]
		for i := range 40 {
			c := mutate(r, config)
			body := fmt.Sprintf(`{"title":"t","key":"%s%d","type":%q,"sync":%t,"config":%s}`, typ, i, typ, i%2 == 0, c)
			status, answer := w.raw(t, "POST", "/api/workflows:create", body, nil)
			envelope(t, body, status, answer)
			if status != 200 {
				continue
			}
			var made struct{ Data struct{ ID json.Number } }
			if err := json.Unmarshal(answer, &made); err != nil {
				t.Fatal(err)
			}
			a := w.Root.Post("workflows/"+made.Data.ID.String()+"/nodes:create", M{"type": "variable", "config": M{"value": "{{$context.data}}"}})
			envelope(t, "node", a.Status, a.Body)
			a = w.Root.Post("workflows:update?filterByTk="+made.Data.ID.String(), M{"enabled": true})
			envelope(t, "enabling "+body, a.Status, a.Body)
			for _, call := range []string{"drops:create?triggerWorkflows=%s", "drops:trigger?triggerWorkflows=%s", "drops:create?triggerWorkflows=%s!createdBy", "drops:updateOrCreate?filterKeys=note&triggerWorkflows=%s", "drops:destroy?filter={\"note\":\"x\"}&triggerWorkflows=%s"} {
				status, answer := w.raw(t, "POST", "/api/"+fmt.Sprintf(call, fmt.Sprint(typ, i)), `{"note":"x"}`, nil)
				envelope(t, call+" after "+body, status, answer)
			}
			// It must not get into the way of the next one.
			w.Root.Post("workflows:update?filterByTk="+made.Data.ID.String(), M{"enabled": false}).OK()
		}
		j.quiet(t, typ)
	}
	w.Quiet()
	j.quiet(t, "running them")
}

func TestTemplatesDoNotExplode(t *testing.T) {
	bomb := strings.Repeat("{{$context.data.note}}", 2000)
	explode(t, []testenv.Node{
		{Type: "calculation", Config: M{"engine": "string", "expression": bomb}}, {Type: "variable", Config: M{"value": bomb}}, {Type: "variable", Config: M{"value": manyTemplates(2000)}},
		{Type: "response-message", Config: M{"message": bomb}}, {Type: "output", Config: M{"value": []any{bomb, bomb}}}, {Type: "create", Config: M{"collection": "drops", "params": M{"values": M{"note": bomb}}}},
		{Type: "loop", Config: M{"target": 1_000_000_000}}, {Type: "loop", Config: M{"target": "{{$context.data.note}}"}}, {Type: "query", Config: M{"collection": "drops", "multiple": true, "params": M{"pageSize": 100_000}}},
	})
}

func TestExpressionsDoNotExplode(t *testing.T) {
	if sparse > 1 {
		t.Skip("JavaScript under the race detector takes a minute; the test command runs this one without it, too")
	}
	explode(t, []testenv.Node{
		{Type: "calculation", Config: M{"engine": "math.js", "expression": "9^9^9^9"}}, {Type: "calculation", Config: M{"engine": "math.js", "expression": "factorial(170000)"}}, {Type: "calculation", Config: M{"engine": "math.js", "expression": "ones(3000,3000)"}},
		{Type: "calculation", Config: M{"engine": "formula.js", "expression": "REPT('x', 100000000)"}}, {Type: "calculation", Config: M{"engine": "formula.js", "expression": "(function f(){return f()})()"}}, {Type: "calculation", Config: M{"engine": "formula.js", "expression": "(()=>{for(;;);})()"}},
		{Type: "calculation", Config: M{"engine": "math.js", "expression": strings.Repeat("(", 5000)}}, {Type: "calculation", Config: M{"engine": "math.js", "expression": strings.Repeat("1+", 20_000) + "1"}},
	})
}

// explode runs each node in a workflow of its own; every answer is an honest one.
func explode(t *testing.T, nodes []testenv.Node) {
	t.Helper()
	j := &journal{}
	w := newWorld(t, logged(j), func(o *options) { o.Config.SyncLimit = 5e9 })
	for i, n := range nodes {
		key := fmt.Sprintf("bomb%d", i)
		n.Key = "n"
		id := w.Root.Post("workflows:create", M{"title": key, "key": key, "type": "action", "sync": true, "config": M{"collection": "drops"}}).OK().ID()
		a := w.Root.Post("workflows/"+id+"/nodes:create", M{"type": n.Type, "key": "n", "config": n.Config})
		envelope(t, fmt.Sprintf("bomb %d", i), a.Status, a.Body)
		if a.Status != 200 {
			continue
		}
		if n.Type == "loop" {
			w.Root.Post("workflows/"+id+"/nodes:create", M{"type": "variable", "upstreamId": jsonNumber(a.ID()), "branchIndex": 0, "config": M{"value": "{{$context.data.note}}"}}).OK()
		}
		a = w.Root.Post("workflows:update?filterByTk="+id, M{"enabled": true})
		if envelope(t, "enabling", a.Status, a.Body); a.Status != 200 {
			continue
		}
		a = w.Root.Post("drops:create?triggerWorkflows="+key, M{"note": strings.Repeat("n", 2000), "extra": M{"a": 1}})
		envelope(t, fmt.Sprintf("running bomb %d", i), a.Status, a.Body)
	}
	w.Quiet()
	j.quiet(t, "bombs")
	// The server is as quick as before.
	w.Root.Post("drops:create", M{"note": "after"}).OK()
}

func manyTemplates(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "{{$context.data.note}}"
	}
	return out
}
