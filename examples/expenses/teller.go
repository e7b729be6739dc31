package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

type m = map[string]any

var byID = m{"id": m{"$eq": "{{$context.data.id}}"}}

func compare(calculator string, a, b any) m {
	return m{"group": m{"type": "and", "calculations": []m{{"calculator": calculator, "operands": []any{a, b}}}}}
}

// query writes a filter for the URL.
func query(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own literals
	}
	return url.QueryEscape(string(b))
}

// teller makes requests, shows them, and keeps the first thing that was not as told.
type teller struct {
	base, token                string
	err                        error
	ada, taxi, laptop, receipt string
}

type answer struct {
	status int
	header http.Header
	body   []byte
	data   any
}

func (t *teller) say(format string, a ...any) {
	if t.err == nil {
		fmt.Printf("\n  %s\n", fmt.Sprintf(format, a...))
	}
}

func (t *teller) scene(title string) { fmt.Printf("\n== %s\n", title) }

// call makes a request and shows it with its answer.
func (t *teller) call(method, path string, body any) answer {
	r := t.quietly(method, path, body)
	if t.err == nil || r.status != 0 {
		shown, _ := url.QueryUnescape(path)
		fmt.Printf("\n  > %s /api/%s", method, shown)
		if body != nil {
			raw, _ := json.Marshal(body)
			fmt.Printf("  %s", raw)
		}
		fmt.Printf("\n  < %d %s", r.status, cut(string(r.body), 400))
		if id := r.header.Get("X-Receipt"); id != "" {
			fmt.Printf("   (X-Outcome: %s, X-Receipt: %s)", r.header.Get("X-Outcome"), id)
		}
		fmt.Println()
	}
	return r
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + " …"
	}
	return s
}

// quietly makes a request. Failures that the story does not expect are kept by want.
func (t *teller) quietly(method, path string, body any) answer {
	if t.err != nil {
		return answer{}
	}
	r, err := t.send(method, path, body)
	if err != nil {
		t.err = err
		return r
	}
	if method == "POST" && r.status >= 400 && !strings.Contains(path, "claims:create") {
		t.err = fmt.Errorf("%s %s: %d %s", method, path, r.status, r.body)
	}
	return r
}

func (t *teller) send(method, path string, body any) (answer, error) {
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, t.base+"/api/"+path, reader)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	if t.token != "" {
		req.Header.Set("Authorization", "Bearer "+t.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	r := answer{status: res.StatusCode, header: res.Header}
	if r.body, err = io.ReadAll(res.Body); err != nil {
		return r, err
	}
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	if err := d.Decode(&r.data); err != nil && len(r.body) > 0 {
		return r, fmt.Errorf("%s answered no JSON: %q", path, r.body)
	}
	return r, nil
}

func (t *teller) signIn(account, password string) {
	r := t.quietly("POST", "auth:signIn", m{"account": account, "password": password})
	t.token, _ = at(r.data, "data.token").(string)
}

// at walks a dotted path; * looks into every member of a list.
func at(v any, path string) any {
	for i, name := range strings.Split(path, ".") {
		switch c := v.(type) {
		case map[string]any:
			v = c[name]
		case []any:
			if name == "*" {
				rest := strings.Join(strings.Split(path, ".")[i+1:], ".")
				var all []any
				for _, x := range c {
					all = append(all, at(x, rest))
				}
				return all
			}
			n, err := strconv.Atoi(name)
			if err != nil || n >= len(c) {
				return nil
			}
			v = c[n]
		default:
			return nil
		}
	}
	return v
}

func same(have, want any) bool {
	if list, ok := have.([]any); ok {
		for _, x := range list {
			if same(x, want) {
				return true
			}
		}
		return false
	}
	return fmt.Sprint(have) == fmt.Sprint(want)
}

// want asserts the status and one value of an answer.
func (t *teller) want(r answer, status int, path string, value any) {
	if t.err != nil {
		return
	}
	if r.status != status {
		t.err = fmt.Errorf("the status should be %d, it is %d: %s", status, r.status, r.body)
		return
	}
	if path != "" && !same(at(r.data, path), value) {
		t.err = fmt.Errorf("%s should be %v: %s", path, value, r.body)
	}
}

func (t *teller) equal(what string, have, want any) {
	if t.err == nil && !same(have, want) {
		t.err = fmt.Errorf("%s: %v, should be %v", what, have, want)
	}
}

// until asks again until a value is there: asynchronous workflows follow within moments.
func (t *teller) until(path, where string, value any) {
	if t.err != nil {
		return
	}
	for end := time.Now().Add(10 * time.Second); ; {
		r := t.quietly("GET", path, nil)
		if t.err != nil {
			return
		}
		if same(at(r.data, where), value) {
			shown, _ := url.QueryUnescape(path)
			fmt.Printf("\n  … GET /api/%s soon says %s = %v\n", shown, where, value)
			return
		}
		if time.Now().After(end) {
			t.err = fmt.Errorf("%s: %s never became %v: %s", path, where, value, r.body)
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (t *teller) id(r answer) string { return fmt.Sprint(at(r.data, "data.id")) }

func (t *teller) count(path string) any { return at(t.quietly("GET", path, nil).data, "meta.count") }

// verdict asserts what a receipt says of one workflow.
func (t *teller) verdict(r answer, key, verdict, reason string) {
	list, _ := at(r.data, "data.verdicts").([]any)
	for _, v := range list {
		if same(at(v, "key"), key) {
			t.equal("verdict on "+key, at(v, "verdict"), verdict)
			if reason != "" {
				t.equal("reason for "+key, at(v, "reason"), reason)
			}
			return
		}
	}
	t.equal("verdicts with the key "+key, "none", "one")
}

// step is a node of a workflow with its place.
type step struct {
	key, typ, up string
	branch       *int
	config       m
}

func node(key, typ string, config m) step { return step{key: key, typ: typ, config: config} }

func (s step) after(key string) step {
	s.up = key
	return s
}

func (s step) in(key string, branch int) step {
	s.up, s.branch = key, &branch
	return s
}

// workflow makes and enables a workflow.
func (t *teller) workflow(def m, steps ...step) {
	w := t.id(t.quietly("POST", "workflows:create", def))
	ids := map[string]string{}
	for _, s := range steps {
		body := m{"key": s.key, "title": s.key, "type": s.typ, "config": s.config}
		if s.up != "" {
			body["upstreamId"] = json.Number(ids[s.up])
		}
		if s.branch != nil {
			body["branchIndex"] = *s.branch
		}
		ids[s.key] = t.id(t.quietly("POST", "workflows/"+w+"/nodes:create", body))
	}
	t.quietly("POST", "workflows:update?filterByTk="+w, m{"enabled": true})
}
