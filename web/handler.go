package web

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// placeholder stands in index.html wherever a nonce belongs; vite.config.ts names the same.
const placeholder = "__CSP_NONCE__"

// hashed is where files live whose names change with their content.
const hashed = "/assets/"

// Options make a Handler.
type Options struct {
	Files fs.FS        // the built app; see Built
	Next  http.Handler // answers whatever is not the app's
	// Logger is told of answers that could not be delivered; nil means nobody is.
	Logger *slog.Logger
}

// Handler serves the web app: its files, and index.html for every address that a person opens in a browser. Anything
// else, and everything while the app is not built in, is for the next handler.
type Handler struct {
	o     Options
	page  [][]byte // index.html, cut where its nonces go; nil: not built in
	files map[string]file
}

// file is one file of the app with what was computed of it once.
type file struct {
	name  string
	kind  string
	etag  string            // "" where the name says it all
	sizes map[string]string // by content coding, "" for the plain one
}

// New reads what there is to serve.
func New(o Options) (*Handler, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	h := &Handler{o: o, files: map[string]file{}}
	index, err := fs.ReadFile(o.Files, "index.html")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return h, nil
	case err != nil:
		return nil, err
	}
	h.page = bytes.Split(index, []byte(placeholder))
	return h, fs.WalkDir(o.Files, ".", h.add)
}

func (h *Handler) add(name string, d fs.DirEntry, err error) error {
	if err != nil || d.IsDir() || name == "index.html" || strings.HasPrefix(path.Base(name), ".") || codingOf(name) != "" {
		return err
	}
	f := file{name: name, kind: kindOf(name), sizes: map[string]string{}}
	for coding, suffix := range suffixes {
		if info, err := fs.Stat(h.o.Files, name+suffix); err == nil {
			f.sizes[coding] = strconv.FormatInt(info.Size(), 10)
		}
	}
	if !strings.HasPrefix("/"+name, hashed) {
		raw, err := fs.ReadFile(h.o.Files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		f.etag = `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	}
	h.files["/"+name] = f
	return nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.page == nil || r.Method != http.MethodGet && r.Method != http.MethodHead || isServers(r.URL.Path) {
		h.o.Next.ServeHTTP(w, r)
		return
	}
	f, found := h.files[r.URL.Path]
	switch {
	case found:
		h.file(w, r, f)
	case strings.HasPrefix(r.URL.Path, hashed):
		// A page of an older build asks for what it was built with: the start page would only confuse it.
		secure(w.Header())
		w.Header().Set("Cache-Control", "no-cache")
		http.Error(w, "This file is not part of the web app (any more).", http.StatusNotFound)
	case r.URL.Path == "/" || strings.Contains(r.Header.Get("Accept"), "text/html"):
		h.index(w, r)
	default:
		h.o.Next.ServeHTTP(w, r)
	}
}

// isServers tells whether a path is the server's own, whatever a browser accepts.
func isServers(p string) bool {
	for _, own := range []string{"/api", "/healthz"} {
		if p == own || strings.HasPrefix(p, own+"/") {
			return true
		}
	}
	return false
}

// policy lets nothing into the page that the server did not put there, which knows the nonce of this answer.
func policy(nonce string) string {
	return "default-src 'none'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'nonce-" + nonce + "'; " +
		"img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; " +
		"frame-ancestors 'none'"
}

// index answers with the page. It has no validator on purpose: a 304 would join an old nonce with a new policy.
func (h *Handler) index(w http.ResponseWriter, r *http.Request) {
	nonce := newNonce()
	body := bytes.Join(h.page, []byte(nonce))
	hd := w.Header()
	secure(hd)
	hd.Set("Content-Security-Policy", policy(nonce))
	hd.Set("Content-Type", "text/html; charset=utf-8")
	hd.Set("Content-Length", strconv.Itoa(len(body)))
	hd.Set("Cache-Control", "no-cache")
	h.send(w, r, bytes.NewReader(body))
}

func (h *Handler) file(w http.ResponseWriter, r *http.Request, f file) {
	hd := w.Header()
	secure(hd)
	hd.Set("Cache-Control", "public, max-age=31536000, immutable")
	if f.etag != "" {
		hd.Set("Cache-Control", "no-cache")
		hd.Set("ETag", f.etag)
		if r.Header.Get("If-None-Match") == f.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	coding := choose(r.Header.Get("Accept-Encoding"), f.sizes)
	content, err := h.o.Files.Open(f.name + suffixes[coding])
	if err != nil {
		h.o.Logger.Error("a file of the web app cannot be read", "file", f.name, "error", err)
		http.Error(w, "This file cannot be read.", http.StatusInternalServerError)
		return
	}
	defer content.Close()
	if coding != "" {
		hd.Set("Content-Encoding", coding)
	}
	if len(f.sizes) > 1 {
		hd.Set("Vary", "Accept-Encoding")
	}
	hd.Set("Content-Type", f.kind)
	hd.Set("Content-Length", f.sizes[coding])
	h.send(w, r, content)
}

func (h *Handler) send(w http.ResponseWriter, r *http.Request, body io.Reader) {
	if r.Method == http.MethodHead {
		return
	}
	if _, err := io.Copy(w, body); err != nil {
		h.o.Logger.Debug("page not delivered", "path", r.URL.Path, "error", err)
	}
}

// secure sets what holds for every answer of the web app.
func secure(hd http.Header) {
	hd.Set("X-Content-Type-Options", "nosniff")
	hd.Set("X-Frame-Options", "DENY")
	hd.Set("Referrer-Policy", "same-origin")
	hd.Set("Cross-Origin-Opener-Policy", "same-origin")
	hd.Set("Cross-Origin-Resource-Policy", "same-origin")
}

func newNonce() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return base64.RawStdEncoding.EncodeToString(b)
}
