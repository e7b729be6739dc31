package api

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// isLive tells whether a request asks for a stream of events.
func (h *Handler) isLive(r *http.Request) bool {
	if h.o.Live == nil {
		return false
	}
	rt, err := parseRoute(r.Method, escapedPath(r))
	return err == nil && rt.resource == "live" && rt.action == "subscribe" && !rt.hasKey
}

// live answers with a stream. The session comes in the header Authorization alone: an address stands in logs and
// histories, and this one would be there for as long as its page is open.
func (h *Handler) live(w http.ResponseWriter, r *http.Request, id string) {
	begun := &beginning{ResponseWriter: w}
	if err := h.stream(begun, r); err != nil && !begun.done {
		if errs.KindOf(err) == errs.MethodNotAllowed {
			w.Header().Set("Allow", "GET, POST")
		}
		h.write(w, &action.Response{Err: err}, id)
	}
	h.o.Logger.Debug("stream ended", "request", id, "path", r.URL.Path)
}

// stream is do for streams.
func (h *Handler) stream(w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			h.o.Logger.Error("a stream broke", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("broken: %v", p)
		}
	}()
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return errs.New(errs.MethodNotAllowed, "METHOD_NOT_ALLOWED", "this method has no meaning at this address")
	}
	if h.o.Ready != nil {
		if err := h.o.Ready(); err != nil {
			return err
		}
	}
	req, err := h.read(r, w)
	if err != nil {
		return err
	}
	req.Token = bearer(r.Header.Get("Authorization"))
	return h.o.Live.Stream(w, r, req)
}

// beginning notes whether an answer was begun.
type beginning struct {
	http.ResponseWriter
	done bool
}

// WriteHeader implements http.ResponseWriter.
func (b *beginning) WriteHeader(status int) {
	b.done = true
	b.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (b *beginning) Unwrap() http.ResponseWriter { return b.ResponseWriter }
