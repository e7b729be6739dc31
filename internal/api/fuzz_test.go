package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// FuzzRoute: whatever the path, it is refused with a 4xx or addresses exactly one resource and one action.
func FuzzRoute(f *testing.F) {
	for _, s := range []string{
		"posts:list", "posts:get/1", "posts/1/comments:create", "posts/a%2Fb/tags:add/5", "posts", "posts/1", "posts/1/c/2", "", "/", ":", "a:/",
		"a/1/b/2/c", "%3A", "a%3ab", "%zz", "a/%zz/b", "a//b:c", "a.b:c", "a/1/:c", "a:b:c/1/", "a/1/b:c/%",
	} {
		f.Add("GET", s)
		f.Add("POST", s)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		rt, err := parseRoute(method, path)
		if err != nil {
			if k := errs.KindOf(err); k != errs.NotFound && k != errs.MethodNotAllowed {
				t.Fatalf("%q: %v", path, err)
			}
			allowed(path)
			return
		}
		if rt.resource == "" || rt.action == "" {
			t.Fatalf("%q: %+v", path, rt)
		}
		if rt.hasSource != strings.Contains(strings.TrimSuffix(path, "/"), "/") && rt.hasSource {
			t.Fatalf("%q has a source out of nowhere: %+v", path, rt)
		}
		if allowed(path) == "" {
			t.Fatalf("%q is an address but allows no method", path)
		}
	})
}

// FuzzEnvelope: whatever is answered, the body is one JSON object with data, errors or nothing, and 500s show no cause.
func FuzzEnvelope(f *testing.F) {
	f.Add("text", "message", "CODE", uint8(0), true, int64(0))
	f.Add("\xff\x00<>", "\xff", "", uint8(1), false, int64(7))
	f.Add("", "", "", uint8(10), true, int64(-1))
	f.Fuzz(func(t *testing.T, data, message, code string, kind uint8, hasData bool, receipt int64) {
		res := &action.Response{Data: map[string]any{"x": data}, HasData: hasData, Messages: []any{message}, ReceiptID: receipt}
		if kind > 0 {
			res.Err = errs.New(errs.Kind(kind%11), code, "%s", message)
		}
		status, body := encode(res, "r1")
		var e map[string]json.RawMessage
		if err := json.Unmarshal(body, &e); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if status < 200 || status > 599 || http.StatusText(status) == "" {
			t.Fatalf("status %d", status)
		}
		if _, failed := e["errors"]; failed != (res.Err != nil) || failed != (status >= 400) {
			t.Fatalf("%d: %s", status, body)
		}
		if _, has := e["data"]; has != hasData {
			t.Fatalf("data: %s", body)
		}
		if status == 500 && message != "" && len(message) > 12 && bytes.Contains(e["errors"], []byte(message)) {
			t.Fatalf("internals: %s", body)
		}
	})
}

// FuzzBody: whatever is sent, it becomes an object, a list or a 400.
func FuzzBody(f *testing.F) {
	for _, s := range []string{`{}`, `[]`, `null`, `3`, `{"a":1}{}`, `{"a":{"b":[1,2,{}]}}`, "a=1&b[c]=2", "%", "\x00", `{"a":1e999}`} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, form bool) {
		req := &action.Request{}
		read := readJSON
		if form {
			read = readForm
		}
		if err := read(req, body); err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Fatal(err)
			}
			return
		}
		switch req.Values.(type) {
		case map[string]any, []any:
		default:
			t.Fatalf("%T", req.Values)
		}
	})
}
