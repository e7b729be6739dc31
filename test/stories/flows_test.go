package stories

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// nodeDef is a node of a section: with "in" it hangs on a branch of another, with "after" below it, else below the one
// before.
type nodeDef struct {
	Key    string
	Type   string
	Config testenv.M
	After  string
	In     []any // node key, branch index
}

func (s *story) workflow(rest string) {
	id := s.make(rest)
	s.env.Root.Post("workflows:update?filterByTk="+id, testenv.M{"enabled": true}).OK()
}

func (s *story) draft(rest string) { s.make(rest) }

func (s *story) make(section string) string {
	text, ok := s.sections[section]
	if !ok {
		s.fail("there is no section %q", section)
	}
	var def testenv.M
	var nodes struct{ Nodes []nodeDef }
	text = s.fill(text)
	if err := json.Unmarshal([]byte(text), &def); err != nil {
		s.fail("%v", err)
	}
	if err := json.Unmarshal([]byte(text), &nodes); err != nil {
		s.fail("%v", err)
	}
	delete(def, "nodes")
	if def["key"] == nil {
		def["key"] = section
	}
	if def["title"] == nil {
		def["title"] = section
	}
	id := s.env.Draft(def, chained(nodes.Nodes)...)
	s.words[fmt.Sprint(def["key"])] = id
	return id
}

func chained(defs []nodeDef) []testenv.Node {
	nodes := make([]testenv.Node, len(defs))
	for i, d := range defs {
		n := testenv.Node{Key: d.Key, Type: d.Type, Config: d.Config, After: d.After}
		switch {
		case len(d.In) == 2:
			n.After = fmt.Sprint(d.In[0])
			n.Branch = testenv.Branch(int(d.In[1].(float64)))
		case n.After == "" && i > 0:
			n.After = defs[i-1].Key
		}
		nodes[i] = n
	}
	return nodes
}

func (s *story) readReceipt(outcome string) {
	id := s.last.Header.Get("X-Receipt")
	if id == "" {
		s.fail("the answer names no receipt: %s", s.last.Body)
	}
	if have := s.last.Header.Get("X-Outcome"); have != outcome {
		s.fail("the answer's outcome is %q: %s", have, s.last.Body)
	}
	r := s.env.Root.Get("receipts:get?appends=chain&filterByTk=" + id).OK()
	if have := r.Text("data.outcome"); have != outcome {
		s.fail("the receipt's outcome is %q", have)
	}
	s.receipt = r.At("data")
	s.words["receipt"] = id
}

func (s *story) verdictOf(key string) testenv.M {
	for _, list := range []string{"verdicts", "chain"} {
		vs, _ := testenv.At(s.receipt, list).([]any)
		for _, v := range vs {
			if testenv.At(v, "key") == key {
				return v.(testenv.M)
			}
		}
	}
	raw, _ := json.Marshal(s.receipt)
	s.fail("the receipt has no verdict for %q: %s", key, raw)
	return nil
}

func (s *story) started(rest string) {
	for _, word := range strings.Fields(rest) {
		key, n, _ := strings.Cut(word, "=")
		v := s.verdictOf(key)
		if v["verdict"] != "started" || fmt.Sprint(v["count"]) != n {
			s.fail("the verdict is %v", v)
		}
	}
}

func (s *story) notStarted(rest string) {
	key, reason, _ := strings.Cut(rest, " ")
	s.word(key, "skipped", strings.TrimPrefix(reason, "-"))
}

func (s *story) verdict(rest string) {
	words := append(strings.Fields(rest), "")
	s.word(words[0], words[1], words[2])
}

func (s *story) word(key, verdict, reason string) {
	v := s.verdictOf(key)
	have, _ := v["reason"].(string)
	if v["verdict"] != verdict || have != reason {
		s.fail("the verdict is %v", v)
	}
}

func (s *story) considered(rest string) {
	vs, _ := testenv.At(s.receipt, "verdicts").([]any)
	var keys []string
	for _, v := range vs {
		keys = append(keys, fmt.Sprint(testenv.At(v, "key")))
	}
	if have := strings.Join(keys, " "); have != rest {
		s.fail("the receipt considers: %s", have)
	}
}

// latest finds the newest execution of a workflow key, with its jobs in order.
func (s *story) latest(key string) any {
	r := s.env.Root.Get(escape("executions:list?sort=-id&pageSize=1&appends=jobs&filter={\"key\":\"" + key + "\"}")).OK()
	x := r.At("data.0")
	if x == nil {
		s.fail("the workflow %q has no execution", key)
	}
	jobs, _ := testenv.At(x, "jobs").([]any)
	sort.Slice(jobs, func(i, j int) bool {
		a, b := fmt.Sprint(testenv.At(jobs[i], "id")), fmt.Sprint(testenv.At(jobs[j], "id"))
		return len(a) < len(b) || len(a) == len(b) && a < b
	})
	s.last = r
	s.last.JSON = testenv.M{"data": x}
	return x
}

func (s *story) ran(rest string) {
	words := strings.Fields(rest)
	x := s.latest(words[0])
	if have := fmt.Sprint(testenv.At(x, "status")); have != words[1] {
		s.fail("its status is %s: %s", have, s.last.Body)
	}
	if len(words) == 2 {
		return
	}
	var have []string
	jobs, _ := testenv.At(x, "jobs").([]any)
	for _, j := range jobs {
		have = append(have, fmt.Sprintf("%v=%v", testenv.At(j, "nodeKey"), testenv.At(j, "status")))
	}
	if list := strings.Join(have, " "); list != strings.Join(words[2:], " ") {
		s.fail("its jobs are: %s\n\tin %s", list, s.last.Body)
	}
}

func (s *story) result(rest string) { s.job(rest, "result") }

func (s *story) input(rest string) { s.job(rest, "input") }

// job compares a member of the latest job of a node.
func (s *story) job(rest, member string) {
	words := strings.SplitN(rest, " ", 3)
	jobs, _ := testenv.At(s.latest(words[0]), "jobs").([]any)
	for i := len(jobs) - 1; i >= 0; i-- {
		if testenv.At(jobs[i], "nodeKey") == words[1] {
			s.same(words[1], testenv.At(jobs[i], member), words[2])
			return
		}
	}
	s.fail("the node has no job: %s", s.last.Body)
}

func (s *story) runs(rest string) {
	key, n, _ := strings.Cut(rest, " ")
	r := s.env.Root.Get(escape("executions:list?pageSize=1&filter={\"key\":\"" + key + "\"}")).OK()
	if have := r.Text("meta.count"); have != n {
		s.fail("there are %s", have)
	}
}
