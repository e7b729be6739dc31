package hostile

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// dice draws requests: mostly plausible ones, so that they get past the first check.
type dice struct {
	*rand.Rand
	ids []string
}

func (d *dice) one(list ...string) string { return list[d.Intn(len(list))] }

func (d *dice) id() string {
	if d.Intn(4) == 0 || len(d.ids) == 0 {
		return d.one("0", "1", "-1", "abc", "clerk", "b1", "orders", "9007199254740993", "", "null", "[]", `{"id":1}`, "_")
	}
	return d.ids[d.Intn(len(d.ids))]
}

func (d *dice) path() string {
	res := d.one("orders", "customers", "items", "tags", "vault", "drops", "orderTags", "users", "roles", "workflows", "flow_nodes", "executions", "jobs", "receipts", "buttons", "collections", "fields", "rolesResourcesScopes", "workflowCategories", "systemSettings", "dataSources/main/rolesResourcesScopes")
	action := d.one("list", "list", "get", "create", "create", "update", "update", "destroy", "firstOrCreate", "updateOrCreate", "add", "set", "remove", "toggle", "move", "trigger", "cancel", "retry", "rerun", "resume", "test", "duplicate", "destroyBranch", "revision", "execute", "enable", "setFields", "listMeta", "effective", "check", "put")
	switch d.Intn(4) {
	case 0:
		assoc := d.one("items", "tags", "customer", "safe", "orders", "order", "createdBy", "updatedBy", "nodes", "buttons", "fields", "roles", "users", "resources", "dataSourceResources", "executions", "jobs", "chain", "categories", "collections", "snippets", "nope")
		return res + "/" + url.PathEscape(d.id()) + "/" + assoc + ":" + action
	case 1:
		return res + ":" + action + "/" + url.PathEscape(d.id())
	}
	return res + ":" + action
}

func (d *dice) query() string {
	v := url.Values{}
	for range d.Intn(4) {
		switch d.Intn(12) {
		case 0, 1:
			v.Add("filterByTk", d.id())
		case 2:
			v.Add("filter", d.json(3))
		case 3:
			v.Add("fields", d.name()+","+d.name())
		case 4:
			v.Add("appends", d.name()+"."+d.name())
		case 5:
			v.Add("sort", "-"+d.name())
		case 6:
			v.Add("filterKeys", d.name())
		case 7:
			v.Add("updateAssociationValues", d.one("items", "customer", "tags", "items.order", "nodes", "upstream"))
		case 8:
			v.Add("triggerWorkflows", d.one("note", "note!createdBy", "pre", "nope", "custom", "note,pre,custom", "coll", ",", "!"))
		case 9:
			v.Add("button", d.one("b1", "nope"))
		case 10:
			v.Add(d.one("sourceId", "targetId", "keepBranch", "branchIndex", "sticky", "page", "pageSize", "paginate", "forceUpdate", "shift"), d.one("1", "true", "-1", "x", d.id()))
		default:
			v.Add("appends", d.name())
		}
	}
	return v.Encode()
}

func (d *dice) name() string {
	return d.one("id", "title", "status", "amount", "customer", "items", "tags", "order", "createdBy", "createdAt", "name", "label", "note", "extra", "meta", "config", "type", "key", "nodes", "workflow", "jobs", "executions", "roles", "scope", "options", "value", "$and", "$or", "$not", "snippets", "strategy", "fields", "upstreamId", "branchIndex", "collection", "action", "bindings", "enabled", "sync", "nickname", "result")
}

func (d *dice) json(depth int) string {
	switch k := d.Intn(12); {
	case k < 5 && depth > 0:
		var members []string
		for range 1 + d.Intn(4) {
			members = append(members, fmt.Sprintf("%q:%s", d.one(d.name(), d.name(), d.name(), "$eq", "$gt", "$in", "$includes", "$dateOn", "$exists"), d.json(depth-1)))
		}
		return "{" + strings.Join(members, ",") + "}"
	case k < 6 && depth > 0:
		return "[" + d.json(depth-1) + "," + d.json(depth-1) + "]"
	case k < 7:
		return fmt.Sprint(d.Intn(100) - 5)
	case k < 8 && len(d.ids) > 0:
		return d.ids[d.Intn(len(d.ids))]
	}
	return d.one("null", "true", "false", `""`, `"x"`, `"open"`, `"{{$user.id}}"`, `"{{$context.data.id}}"`, `"create"`, `"orders"`, `"action"`, `"condition"`, `"2020-01-01"`, "1e308", `"note"`)
}

func TestRandomRequestsGetHonestAnswers(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.Workflow(M{"key": "note", "title": "note", "type": "action", "sync": true, "config": M{"collection": "orders", "appends": []string{"customer"}}}, testenv.Node{Key: "v", Type: "variable", Config: M{"value": "{{$context.data}}"}})
	w.Workflow(M{"key": "pre", "title": "pre", "type": "request-interception", "config": M{"collection": "orders"}}, testenv.Node{Key: "v", Type: "request-values", Config: M{"values": M{"meta.a": "{{$context.params.values.title}}"}}})
	w.Workflow(M{"key": "custom", "title": "custom", "type": "custom-action", "config": M{"type": 1, "collection": "orders"}}, testenv.Node{Key: "v", Type: "variable", Config: M{"value": 1}})
	w.Workflow(M{"key": "coll", "title": "coll", "type": "collection", "config": M{"collection": "drops", "mode": 3}}, testenv.Node{Key: "v", Type: "variable", Config: M{"value": "{{$context}}"}})
	w.Root.Post("buttons:create", M{"uid": "b1", "title": "b", "collection": "orders", "action": "create", "bindings": []M{{"key": "note"}}}).OK()
	seed, end := int64(1), time.Now().Add(3*time.Second)
	if all() {
		seed, end = time.Now().UnixNano(), time.Now().Add(2*time.Minute)
	}
	d := &dice{Rand: rand.New(rand.NewSource(seed))}
	for _, id := range w.ids {
		d.ids = append(d.ids, id)
	}
	d.ids = append(d.ids, w.clerkID)
	t.Logf("seed %d", seed)
	fine, n := 0, 0
	for ; time.Now().Before(end); n++ {
		header := map[string]string{}
		if d.Intn(3) == 0 {
			header["Authorization"] = "Bearer " + w.clerk.Token
		}
		if d.Intn(10) == 0 {
			header["Idempotency-Key"] = d.one("a", "b", "c d", "\u00e9")
		}
		path := d.path()
		if strings.HasPrefix(path, "users") && strings.Contains(path, "destroy") || strings.Contains(path, "setSystemRoleMode") {
			continue
		}
		path += "?" + d.query()
		body := d.json(4)
		status, answer := w.raw(t, d.one("POST", "POST", "POST", "GET", "PUT", "DELETE"), "/api/"+path, body, header)
		envelope(t, fmt.Sprintf("request %d %s %.400s", n, path, body), status, answer)
		if status == 200 {
			fine++
			var made struct{ Data struct{ ID json.Number } }
			if json.Unmarshal(answer, &made) == nil && made.Data.ID != "" && len(d.ids) < 300 {
				d.ids = append(d.ids, made.Data.ID.String())
			}
		}
		if header["Authorization"] != "" && strings.Contains(string(answer), "$argon2id") {
			t.Errorf("%s leaks: %.300s", path, answer)
		}
	}
	t.Logf("%d requests, %d of them carried out", n, fine)
	j.quiet(t, "random requests")
	w.Quiet()
}

// A client that sends its request slowly, in pieces or not to the end harms nobody else.
func TestClientsThatDoNotFinish(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	address := strings.TrimPrefix(w.URL(), "http://")
	head := "POST /api/drops:create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " + w.Root.Token + "\r\n"
	dial := func(text string) net.Conn {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := w.Root.Get("drops:list").OK().Text("meta.count")
	var open []net.Conn
	for range 50 {
		open = append(open, dial(head+"Content-Length: 1000\r\n\r\n{\"note\":"), dial(head), dial("GET /api/orders:list"), dial(head+"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"not"))
	}
	w.Root.Post("items:create", M{"name": "quick"}).OK()
	for _, c := range open {
		c.Close()
	}
	for _, text := range []string{
		head + "Content-Length: -1\r\n\r\n{}", head + "Content-Length: 99999999999999999999\r\n\r\n{}", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "\x00\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
		head + "Content-Length: 3\r\n\r\n{}", head + "X: " + strings.Repeat("y", 2<<20) + "\r\n\r\n",
	} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _ = io.WriteString(c, text) // the server may close while we write
			_ = c.(*net.TCPConn).CloseWrite()
		}()
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		answer, _ := io.ReadAll(io.LimitReader(c, 1<<16))
		if strings.Contains(string(answer), " 500 ") {
			t.Errorf("%.80q: %.300s", text, answer)
		}
		c.Close()
	}
	// Chunked bodies that end are as good as others.
	req, err := http.NewRequest("POST", w.URL()+"/api/drops:create", io.MultiReader(strings.NewReader(`{"note":`), strings.NewReader(`"chunked"}`)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.Root.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 {
		t.Errorf("a chunked body: %d", res.StatusCode)
	}
	w.Root.Get("drops:list?"+testenv.Filter(M{"note.$ne": "chunked"})).OK().Want("meta.count", jsonNumber(before))
	j.quiet(t, "unfinished requests")
}

// What is too large for an execution is told as its error, not as the request's.
func TestGiantContextsAndResults(t *testing.T) {
	j := &journal{}
	w := newWorld(t, logged(j))
	w.collection("logs", "body:text")
	w.Workflow(M{"key": "big", "title": "big", "type": "action", "config": M{"collection": "drops"}}, testenv.Node{Key: "v", Type: "variable", Config: M{"value": "{{$context.data}}"}})
	w.Workflow(M{"key": "sync", "title": "sync", "type": "action", "sync": true, "config": M{"collection": "drops"}}, testenv.Node{Key: "v", Type: "output", Config: M{"value": []any{"{{$context.data}}", "{{$context.data}}", "{{$context.data}}"}}},
		testenv.Node{Key: "m", Type: "response-message", After: "v", Config: M{"message": "{{$context.data.note}}{{$context.data.note}}"}})
	w.Workflow(M{"key": "pre", "title": "pre", "type": "request-interception", "config": M{"collection": "drops"}}, testenv.Node{Key: "v", Type: "request-values", Config: M{"values": M{"note": "{{$context.params.values.note}}{{$context.params.values.note}}"}}})
	w.Workflow(M{"key": "coll", "title": "coll", "type": "collection", "sync": true, "config": M{"collection": "logs", "mode": 3}}, testenv.Node{Key: "v", Type: "variable", Config: M{"value": "{{$context.data.body}}"}})
	for _, size := range []int{100_000, 700_000, 1_100_000, 4_000_000} {
		big := strings.Repeat("x", size)
		for _, keys := range []string{"big", "sync", "pre", "big,sync,pre"} {
			a := w.Root.Post("drops:create?triggerWorkflows="+keys, M{"note": big})
			envelope(t, fmt.Sprintf("%s with %d bytes", keys, size), a.Status, a.Body)
		}
		a := w.Root.Post("logs:create", M{"body": big})
		envelope(t, fmt.Sprintf("a collection event with %d bytes", size), a.Status, a.Body)
		a = w.Root.Post("logs:update?filter=%7B%22id.%24gt%22%3A0%7D", M{"body": big + "y"})
		envelope(t, "updates", a.Status, a.Body)
	}
	w.Quiet()
	list := w.Root.Get("executions:list?paginate=false&except=context,output&appends=workflow").OK()
	for _, x := range list.At("data").([]any) {
		if s := fmt.Sprint(testenv.At(x, "status")); s == "0" || s == "<nil>" {
			t.Errorf("an execution hangs: %v", x)
		}
	}
	j.quiet(t, "giants")
}
