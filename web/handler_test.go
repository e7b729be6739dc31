package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sequitur-platform/sequitur/web"
)

const html = "text/html,application/xhtml+xml"

// next stands for the server behind the web app.
func next(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusTeapot)
}

func built() fstest.MapFS {
	one := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		".gitkeep":                one(""),
		"index.html":              one(`<script nonce="__CSP_NONCE__"></script><link nonce="__CSP_NONCE__">`),
		"favicon.svg":             one("<svg/>"),
		"assets/app-1a2b.js":      one("plain script"),
		"assets/app-1a2b.js.br":   one("br script"),
		"assets/app-1a2b.js.gz":   one("gz script"),
		"assets/tiny-3c4d.css":    one("a{}"),
		"assets/font-5e6f.woff2":  one("font"),
		"assets/other-7a8b.thing": one("?"),
	}
}

func handler(t *testing.T, files fstest.MapFS) *web.Handler {
	t.Helper()
	h, err := web.New(web.Options{Files: files, Next: http.HandlerFunc(next)})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	h.ServeHTTP(w, r)
	return w
}

func TestWhoAnswers(t *testing.T) {
	h := handler(t, built())
	const index, behind, missing = "index", "the server behind", "missing"
	for _, c := range []struct{ name, method, path, accept, want string }{
		{"the start page", "GET", "/", html, index},
		{"the start page for a program", "GET", "/", "*/*", index},
		{"the start page's head", "HEAD", "/", html, index},
		{"a page of the app", "GET", "/actions", html, index},
		{"a page deep in the app", "GET", "/a/b/c", html, index},
		{"a neighbour of the API", "GET", "/apix", html, index},
		{"a neighbour of healthz", "GET", "/healthzz", html, index},
		{"the page under its file name", "GET", "/index.html", html, index},
		{"a page asked for by a program", "GET", "/actions", "application/json", behind},
		{"a form sent to a page", "POST", "/actions", html, behind},
		{"the API in a browser", "GET", "/api/app:getInfo", html, behind},
		{"the API's root in a browser", "GET", "/api", html, behind},
		{"the API's folder in a browser", "GET", "/api/", html, behind},
		{"a call of the API", "POST", "/api/auth:signIn", "*/*", behind},
		{"a question about the API", "OPTIONS", "/api/x", "*/*", behind},
		{"health in a browser", "GET", "/healthz", html, behind},
		{"below health in a browser", "GET", "/healthz/x", html, behind},
		{"a script that is gone, in a browser", "GET", "/assets/old-9999.js", html, missing},
		{"a script that is gone", "GET", "/assets/old-9999.js", "*/*", missing},
		{"a variant under its own name", "GET", "/assets/app-1a2b.js.br", "*/*", missing},
		{"a path that climbs out", "GET", "/assets/../../embed.go", "*/*", missing},
		{"a dot file", "GET", "/.gitkeep", "*/*", behind},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(h, c.method, c.path, "Accept", c.accept)
			have := map[int]string{200: index, 404: missing, 418: behind}[w.Code]
			if have != c.want || have == index && w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
			}
			if c.method == "HEAD" && w.Body.Len() > 0 {
				t.Errorf("a head with a body: %s", w.Body)
			}
		})
	}
}

func TestABinaryWithoutTheAppLeavesEverythingToTheServer(t *testing.T) {
	h := handler(t, fstest.MapFS{".gitkeep": {}, "assets/app-1a2b.js": {Data: []byte("x")}})
	for _, path := range []string{"/", "/actions", "/assets/app-1a2b.js", "/api/x", "/healthz"} {
		if w := ask(h, "GET", path, "Accept", html); w.Code != http.StatusTeapot {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestThePageIsStrict(t *testing.T) {
	h := handler(t, built())
	nonces := map[string]bool{}
	for range 3 {
		w := ask(h, "GET", "/", "Accept", html)
		csp := w.Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("no %s in %s", want, csp)
			}
		}
		for _, bad := range []string{"unsafe", "*", "http:", "https:", "data:"} {
			if strings.Contains(csp, bad) {
				t.Errorf("%s in %s", bad, csp)
			}
		}
		m := regexp.MustCompile(`script-src 'self' 'nonce-([A-Za-z0-9+/]{22})'; style-src 'self' 'nonce-([A-Za-z0-9+/]{22})';`).FindStringSubmatch(csp)
		if m == nil || m[1] != m[2] || strings.Count(w.Body.String(), `nonce="`+m[1]+`"`) != 2 || strings.Contains(w.Body.String(), "__") {
			t.Fatalf("%s: %s", csp, w.Body)
		}
		nonces[m[1]] = true
	}
	if len(nonces) != 3 {
		t.Errorf("nonces are used again: %v", nonces)
	}
}

func TestEveryAnswerOfTheAppHasItsHeaders(t *testing.T) {
	h := handler(t, built())
	const forever = "public, max-age=31536000, immutable"
	for path, cache := range map[string]string{
		"/": "no-cache", "/favicon.svg": "no-cache", "/assets/app-1a2b.js": forever, "/assets/font-5e6f.woff2": forever,
		"/assets/gone-1.js": "no-cache",
	} {
		hd := ask(h, "GET", path, "Accept", html).Header()
		for name, want := range map[string]string{
			"Cache-Control": cache, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if hd.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, hd.Get(name), want)
			}
		}
	}
	if hd := ask(h, "GET", "/").Header(); hd.Get("ETag") != "" || hd.Get("Last-Modified") != "" {
		t.Errorf("the page can be revalidated with an old nonce: %v", hd)
	}
}

func TestFilesComeInTheCodingThatTheBrowserTakes(t *testing.T) {
	h := handler(t, built())
	for _, c := range []struct{ name, path, accepts, coding, body, kind, vary string }{
		{"brotli first", "/assets/app-1a2b.js", "gzip, deflate, br", "br", "br script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"gzip without brotli", "/assets/app-1a2b.js", "gzip, deflate", "gzip", "gz script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"brotli refused", "/assets/app-1a2b.js", "br;q=0, gzip;q=0.5", "gzip", "gz script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"everything refused", "/assets/app-1a2b.js", "br; q=0, gzip; q=0.0", "", "plain script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"capital letters", "/assets/app-1a2b.js", "GZIP", "gzip", "gz script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"a quality that cannot be read", "/assets/app-1a2b.js", "br;q=x", "br", "br script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"nothing said", "/assets/app-1a2b.js", "", "", "plain script", "text/javascript; charset=utf-8", "Accept-Encoding"},
		{"a file without variants", "/assets/tiny-3c4d.css", "gzip, br", "", "a{}", "text/css; charset=utf-8", ""},
		{"a font", "/assets/font-5e6f.woff2", "br", "", "font", "font/woff2", ""},
		{"a file of no known kind", "/assets/other-7a8b.thing", "br", "", "?", "application/octet-stream", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(h, "GET", c.path, "Accept-Encoding", c.accepts)
			hd := w.Header()
			if hd.Get("Content-Encoding") != c.coding || w.Body.String() != c.body || hd.Get("Content-Type") != c.kind || hd.Get("Vary") != c.vary {
				t.Errorf("%v %s", hd, w.Body)
			}
			if hd.Get("Content-Length") == "" {
				t.Error("no length")
			}
			if head := ask(h, "HEAD", c.path, "Accept-Encoding", c.accepts); head.Body.Len() > 0 || head.Header().Get("Content-Length") != hd.Get("Content-Length") {
				t.Errorf("head: %v %s", head.Header(), head.Body)
			}
		})
	}
}

func TestFilesUnderAFixedNameAreRevalidated(t *testing.T) {
	h := handler(t, built())
	etag := ask(h, "GET", "/favicon.svg").Header().Get("ETag")
	if etag == "" {
		t.Fatal("no ETag")
	}
	if w := ask(h, "GET", "/favicon.svg", "If-None-Match", etag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(h, "GET", "/favicon.svg", "If-None-Match", `"old"`); w.Code != http.StatusOK || w.Body.String() != "<svg/>" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestTheBuiltPageNeedsNothingThatThePolicyForbids looks at the real build, where there is one.
func TestTheBuiltPageNeedsNothingThatThePolicyForbids(t *testing.T) {
	files, err := web.Built()
	if err != nil {
		t.Fatal(err)
	}
	h, err := web.New(web.Options{Files: files, Next: http.HandlerFunc(next)})
	if err != nil {
		t.Fatal(err)
	}
	w := ask(h, "GET", "/", "Accept", html)
	if w.Code == http.StatusTeapot {
		t.Skip("the web app is not built in")
	}
	page := w.Body.String()
	for _, tag := range regexp.MustCompile(`<(script|style|link rel="stylesheet")[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(tag, "nonce=") {
			t.Errorf("without nonce: %s", tag)
		}
	}
	if m := regexp.MustCompile(`\s(style|on[a-z]+)="|(src|href)="(https?:)?//`).FindString(page); m != "" || strings.Contains(page, "__CSP") {
		t.Errorf("%q in %s", m, page)
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		if w := ask(h, "GET", m[1]); w.Code != http.StatusOK {
			t.Errorf("%s: %d", m[1], w.Code)
		}
	}
}
