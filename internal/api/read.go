package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
)

// maxQuery bounds the query string; longer filters belong into a POST body's place in the model, not into a URL.
const maxQuery = 64 << 10

// mainSource is the name of the only data source.
const mainSource = "main"

// read makes a pipeline request of an HTTP one.
func (h *Handler) read(r *http.Request, w http.ResponseWriter) (*action.Request, error) {
	rt, err := parseRoute(r.Method, escapedPath(r))
	if err != nil {
		return nil, err
	}
	if len(r.URL.RawQuery) > maxQuery {
		return nil, errs.New(errs.Invalid, "QUERY_TOO_LARGE", "the query string has at most %d bytes", maxQuery)
	}
	params, err := query.ParseQueryString(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	if rt.hasKey {
		params["filterByTk"] = rt.key
	}
	req := &action.Request{
		Method: r.Method, Path: r.URL.Path, RawQuery: r.URL.RawQuery, Resource: rt.resource, SourceID: rt.source,
		HasSource: rt.hasSource, Action: rt.action, Params: params,
	}
	if source := r.Header.Get("X-Data-Source"); source != "" && source != mainSource {
		return nil, errs.New(errs.Invalid, "UNKNOWN_DATA_SOURCE", "there is no data source %q", source).On("X-Data-Source")
	}
	if req.Location, err = zone(r.Header.Get("X-Timezone")); err != nil {
		return nil, err
	}
	h.readHeaders(req, r)
	return req, h.readBody(req, r, w)
}

func escapedPath(r *http.Request) string { return strings.TrimPrefix(r.URL.EscapedPath(), "/api/") }

func (h *Handler) readHeaders(req *action.Request, r *http.Request) {
	hd := r.Header
	req.IdempotencyKey, req.Locale, req.RoleHeader = hd.Get("Idempotency-Key"), hd.Get("X-Locale"), hd.Get("X-Role")
	req.Authenticator, req.Chain, req.Host = hd.Get("X-Authenticator"), hd.Get("X-Sequitur-Chain"), r.Host
	req.EventStream = strings.HasPrefix(hd.Get("Accept"), "text/event-stream")
	req.Token = bearer(hd.Get("Authorization"))
	if req.Token == "" {
		req.Token = req.Params.String("token")
	}
	delete(req.Params, "token")
	if req.Origin = hd.Get("Origin"); req.Origin == "" {
		req.Origin = hd.Get("Referer")
	}
	req.ClientIP = clientIP(r, h.o.TrustProxy)
}

func bearer(s string) string {
	const prefix = "bearer "
	if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return strings.TrimSpace(s[len(prefix):])
	}
	return ""
}

func clientIP(r *http.Request, trust bool) string {
	if trust {
		if first, _, _ := strings.Cut(r.Header.Get("X-Forwarded-For"), ","); first != "" {
			return strings.TrimSpace(first)
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// zone reads X-Timezone: an offset such as +08:00 or a zone name.
func zone(s string) (*time.Location, error) {
	if s == "" {
		return time.UTC, nil
	}
	if t, err := time.Parse("-07:00", s); err == nil {
		_, offset := t.Zone()
		return time.FixedZone(s, offset), nil
	}
	loc, err := time.LoadLocation(s)
	if err != nil {
		return nil, errs.New(errs.Invalid, "INVALID_TIMEZONE", "the time zone %q is not known", s).On("X-Timezone")
	}
	return loc, nil
}

func (h *Handler) readBody(req *action.Request, r *http.Request, w http.ResponseWriter) error {
	req.Values = map[string]any{}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, h.o.MaxBody), r.ContentLength)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errs.New(errs.TooLarge, "BODY_TOO_LARGE", "the body is larger than %d bytes", h.o.MaxBody)
	case err != nil:
		return errs.New(errs.Invalid, "BODY_UNREADABLE", "the body could not be read")
	case len(body) == 0:
		return nil
	}
	req.Body = body
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" {
		return readForm(req, body)
	}
	return readJSON(req, body)
}

// readAll reads a body whose length is usually announced.
func readAll(body io.Reader, announced int64) ([]byte, error) {
	if announced < 0 || announced > 64<<10 {
		return io.ReadAll(body)
	}
	var b bytes.Buffer
	b.Grow(int(announced) + bytes.MinRead)
	_, err := b.ReadFrom(body)
	return b.Bytes(), err
}

func readForm(req *action.Request, body []byte) error {
	form, err := query.ParseQueryString(string(body))
	if err != nil {
		return err
	}
	if _, err := url.ParseQuery(string(body)); err != nil {
		return errs.New(errs.Invalid, "INVALID_BODY", "the form could not be read")
	}
	req.Values = map[string]any(form)
	return nil
}

func readJSON(req *action.Request, body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return errs.New(errs.Invalid, "INVALID_JSON", "the body is not valid JSON")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "INVALID_JSON", "the body holds more than one JSON value")
	}
	switch v.(type) {
	case map[string]any, []any:
		req.Values = v
		return nil
	}
	return errs.New(errs.Invalid, "INVALID_JSON", "the body must be a JSON object or array")
}
