// Package api is HTTP in and JSON out: it reads a request for /api/<resource>:<action>, hands it to the pipeline and
// writes the envelope. It decides nothing.
package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Pipeline carries out requests.
type Pipeline interface {
	Do(ctx context.Context, req *action.Request) *action.Response
}

// Options make a Handler.
type Options struct {
	Pipeline Pipeline
	Logger   *slog.Logger
	// MaxBody is the largest request body in bytes; 0 means 10 MB.
	MaxBody int64
	// Origins may call from a browser with credentials; others are answered without.
	Origins []string
	// TrustProxy believes X-Forwarded-For.
	TrustProxy bool
	// Ready tells whether the server takes requests; nil means always.
	Ready func() error
	// Live answers live:subscribe; nil: there is no such address.
	Live Live
}

// Live answers with a stream of events. An error is an answer that is still to be written.
type Live interface {
	Stream(w http.ResponseWriter, r *http.Request, req *action.Request) error
}

// Handler serves /api/ and /healthz, and tells people who come with a browser where they are.
type Handler struct {
	o       Options
	origins map[string]bool
}

// New makes the handler.
func New(o Options) *Handler {
	if o.MaxBody == 0 {
		o.MaxBody = 10 << 20
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	h := &Handler{o: o, origins: map[string]bool{}}
	for _, origin := range o.Origins {
		h.origins[origin] = true
	}
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/healthz":
		h.health(w)
	case len(r.URL.Path) >= 5 && r.URL.Path[:5] == "/api/":
		h.call(w, r)
	case isPage(r):
		h.page(w, r)
	default:
		h.write(w, &action.Response{Err: errNoRoute}, "")
	}
}

func (h *Handler) health(w http.ResponseWriter) {
	if h.o.Ready != nil {
		if err := h.o.Ready(); err != nil {
			h.write(w, &action.Response{Err: err}, "")
			return
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := w.Write([]byte("ok\n")); err != nil {
		h.o.Logger.Debug("health answer not delivered", "error", err)
	}
}

func (h *Handler) call(w http.ResponseWriter, r *http.Request) {
	h.cors(w, r)
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	begun := time.Now()
	id := requestID(r)
	w.Header().Set("X-Request-Id", id)
	if h.isLive(r) {
		h.live(w, r, id)
		return
	}
	res := h.do(r, w, id)
	if errs.KindOf(res.Err) == errs.MethodNotAllowed {
		w.Header().Set("Allow", allowed(escapedPath(r)))
	}
	status := h.write(w, res, id)
	if h.o.Logger.Enabled(r.Context(), slog.LevelDebug) {
		h.o.Logger.Debug("request", "request", id, "method", r.Method, "path", r.URL.Path, "status", status, "took", time.Since(begun))
	}
}

// do carries a request out. A defect of ours must not leave the caller without an answer.
func (h *Handler) do(r *http.Request, w http.ResponseWriter, id string) (res *action.Response) {
	defer func() {
		if p := recover(); p != nil {
			h.o.Logger.Error("a request broke", "request", id, "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
			res = &action.Response{Err: fmt.Errorf("broken: %v", p)}
		}
	}()
	if h.o.Ready != nil {
		if err := h.o.Ready(); err != nil {
			return &action.Response{Err: err}
		}
	}
	req, err := h.read(r, w)
	if err != nil {
		return &action.Response{Err: err}
	}
	req.ID = id
	return h.o.Pipeline.Do(r.Context(), req)
}

// requestID keeps a caller's id when it is harmless, so that logs of several systems fit together.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && len(id) <= 64 && plainText(id) {
		return id
	}
	b := make([]byte, 8)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func plainText(s string) bool {
	for _, c := range s {
		if c < '!' || c > '~' {
			return false
		}
	}
	return true
}

// cors answers any origin without credentials; listed ones with.
func (h *Handler) cors(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return
	}
	hd := w.Header()
	hd.Set("Access-Control-Allow-Origin", origin)
	hd.Add("Vary", "Origin")
	hd.Set("Access-Control-Expose-Headers", "x-new-token, x-receipt, x-outcome, x-request-id, content-disposition")
	if h.origins[origin] {
		hd.Set("Access-Control-Allow-Credentials", "true")
	}
	if r.Method == http.MethodOptions {
		hd.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
		hd.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
		hd.Set("Access-Control-Max-Age", "600")
	}
}
