package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/api"
)

func TestPeopleAreToldWhereTheAPIIs(t *testing.T) {
	h := api.New(api.Options{Pipeline: broken{}})
	const html = "text/html,application/xhtml+xml"
	for _, c := range []struct {
		name, method, path, accept string
		status                     int
		page                       bool
	}{
		{"the start page", "GET", "/", "", 200, true},
		{"the start page in a browser", "GET", "/", html, 200, true},
		{"the start page's head", "HEAD", "/", "", 200, true},
		{"another page in a browser", "GET", "/admin/orders", html, 404, true},
		{"another address by a program", "GET", "/admin/orders", "application/json", 404, false},
		{"a form sent to the start page", "POST", "/", html, 404, false},
		{"a form sent to a page", "POST", "/admin", html, 404, false},
		{"the API's root in a browser", "GET", "/api", html, 404, false},
		{"nothing below the API's root in a browser", "GET", "/api/", html, 404, false},
		{"an unreadable address of the API in a browser", "GET", "/api/a/b/c/d/e", html, 404, false},
		{"a neighbour of the API in a browser", "GET", "/apix", html, 404, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, r := httptest.NewRecorder(), httptest.NewRequest(c.method, c.path, nil)
			r.Header.Set("Accept", c.accept)
			h.ServeHTTP(w, r)
			kind, body := w.Header().Get("Content-Type"), w.Body.String()
			if w.Code != c.status || strings.HasPrefix(kind, "text/plain") != c.page || strings.HasPrefix(kind, "application/json") == c.page {
				t.Errorf("%d %s %s", w.Code, kind, body)
			}
			if c.page && !strings.Contains(body, "/api/") {
				t.Errorf("no word about the API: %s", body)
			}
		})
	}
}
