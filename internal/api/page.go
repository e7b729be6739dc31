package api

import (
	"io"
	"net/http"
	"strings"
)

// noWebApp is what a person sees while the web application is not part of the binary.
const noWebApp = `This is Sequitur. The web application is not built into this binary: "make build" builds both, "make web" the web
application alone, for the next build of the binary.

The HTTP API is at /api/ (try GET /api/app:getInfo); GET /healthz tells whether the server is ready.
`

// isPage tells whether a person asks for a page: the start page, or with a browser any address outside the API.
func isPage(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	path := r.URL.Path
	if path == "/api" || strings.HasPrefix(path, "/api/") {
		return false
	}
	return path == "/" || strings.Contains(r.Header.Get("Accept"), "text/html")
}

// page answers in plain text. Only the start page exists: whatever else a browser asks for is not found.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.URL.Path != "/" {
		w.WriteHeader(http.StatusNotFound)
	}
	if _, err := io.WriteString(w, noWebApp); err != nil {
		h.o.Logger.Debug("page not delivered", "error", err)
	}
}
