package app_test

import (
	"net/http"
	"net/http/httptest"

	"github.com/sequitur-platform/sequitur/internal/app"
)

type answer struct {
	status int
	header http.Header
	body   string
}

// serve asks an application that need not listen.
func serve(a *app.App, path string) answer {
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return answer{w.Code, w.Header(), w.Body.String()}
}
