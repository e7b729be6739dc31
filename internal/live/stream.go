package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// stream is one answer that goes on. All but its inbox and what mu guards belongs to the goroutine that serves it.
type stream struct {
	hub     *Hub
	sender  action.Sender
	actor   *acl.Actor
	topics  []topic
	written []string // the topics as they were asked for
	inbox   *inbox
	refused map[topic]string // with the code of the reason
	codes   map[string]string
	own     map[int64]bool // executions that follow from actions of the reader

	out  http.ResponseWriter
	ctrl *http.ResponseController
	buf  bytes.Buffer
	sent int64

	mu      sync.Mutex
	views   map[string]*action.View // as they were found last
	hurried bool
}

// Stream answers a request with a stream of events about its parameter topics, and returns when that ends. An error is
// an answer that is still to be given: nothing was sent.
func (h *Hub) Stream(w http.ResponseWriter, r *http.Request, req *action.Request) error {
	s, err := h.open(r.Context(), w, req)
	if err != nil {
		return err
	}
	if err := h.enter(s); err != nil {
		return err
	}
	defer h.leave(s)
	if err := s.settle(r.Context()); err != nil {
		return err
	}
	s.begin()
	s.serve(r.Context())
	return nil
}

// open reads what is asked for, and by whom.
func (h *Hub) open(ctx context.Context, w http.ResponseWriter, req *action.Request) (*stream, error) {
	h.mu.RLock()
	closed := h.closed
	h.mu.RUnlock()
	if closed {
		return nil, errClosing()
	}
	s := &stream{
		hub: h, sender: action.From(req), inbox: newInbox(h.o.Limits.Buffer), codes: map[string]string{},
		own: map[int64]bool{}, views: map[string]*action.View{}, out: w, ctrl: http.NewResponseController(w),
	}
	var err error
	if s.actor, err = h.readers.Identify(ctx, s.sender); err != nil {
		return nil, err
	}
	s.topics, s.written, err = parseTopics(topicsOf(req), s.actor.UserID, h.o.Limits.Topics)
	return s, err
}

// topicsOf reads the parameter topics: a list with commas, or several times the parameter.
func topicsOf(req *action.Request) string {
	list, ok := req.Params["topics"].([]any)
	if !ok {
		return req.Params.String("topics")
	}
	all := make([]string, 0, len(list))
	for _, v := range list {
		text, _ := v.(string)
		all = append(all, text)
	}
	return strings.Join(all, ",")
}

// settle makes sure that nothing is missed and finds out what is refused. Units that began before anybody listened have
// committed when a unit of our own has: whoever reads after the stream began sees what they wrote.
func (s *stream) settle(ctx context.Context) error {
	err := s.hub.db.Write(ctx, store.Unit{Upkeep: true, Run: func(store.Tx) error { return nil }})
	if err != nil {
		return err
	}
	if err := s.look(ctx); err != nil { // he was who he is a moment ago
		return errUnsettled
	}
	for _, t := range s.topics {
		if t.ear() != earRecords {
			continue
		}
		if s.refused[t] == codeUnknownResource || s.refused[t] == codeUnknownAction || s.isSystem(t.name) {
			return errTopic(t.kind + ":" + t.name)
		}
	}
	return nil
}

var errUnsettled = errs.New(errs.Unavailable, store.CodeBusy, "the session or its permissions were changed at the same moment").After(time.Second)

// The codes by which the pipeline tells of resources that cannot be listed.
const (
	codeUnknownResource = "UNKNOWN_RESOURCE"
	codeUnknownAction   = "UNKNOWN_ACTION"
)

// isSystem tells whether a collection is one of Sequitur's own, whose changes are told by other topics. People are
// records like any other.
func (s *stream) isSystem(collection string) bool {
	v := s.views[collection]
	return v != nil && v.Collection.System && collection != "users"
}

// begin sends what comes before the first event.
func (s *stream) begin() {
	header := s.out.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("Connection", "close") // its deadlines would outlive the stream
	header.Set("X-Accel-Buffering", "no")
	header.Set("X-Content-Type-Options", "nosniff")
	s.out.WriteHeader(http.StatusOK)
	s.buf.WriteString("retry: " + number(retryHint.Milliseconds()) + "\n\n")
	ready := readyData{[]string{}, []refusal{}, s.hub.db.Version()}
	for i, t := range s.topics {
		if code := s.refused[t]; code != "" {
			ready.Refused = append(ready.Refused, refusal{s.written[i], code})
		} else {
			ready.Topics = append(ready.Topics, s.written[i])
		}
	}
	s.event("ready", ready)
}

// serve sends events until the reader goes away, may not read any more, or the server stops.
func (s *stream) serve(ctx context.Context) {
	beat := s.hub.o.Clock.After(heartbeat)
	if s.flush() != nil {
		return
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-s.hub.ending:
			err = byeShutdown
		case <-beat:
			beat = s.hub.o.Clock.After(heartbeat)
			s.buf.WriteString(": still here\n\n")
			err = s.look(ctx)
		case <-s.inbox.wake:
			err = s.deliver(ctx)
		}
		var bye farewell
		if errors.As(err, &bye) {
			s.event("bye", byeData{bye})
		}
		if s.flush() != nil || err != nil {
			return
		}
	}
}

// deliver writes what waits in the inbox, as far as the reader may know of it.
func (s *stream) deliver(ctx context.Context) error {
	facts, lost, check := s.inbox.take()
	if check {
		if err := s.look(ctx); err != nil {
			return err
		}
	}
	if lost {
		s.event("lost", struct{}{})
	}
	if len(facts) == 0 {
		return nil
	}
	facts, err := s.visible(ctx, facts)
	for i := range facts {
		s.event(facts[i].kind(), facts[i].data())
	}
	return err
}

// event writes one event, to be sent by flush.
func (s *stream) event(kind string, data any) {
	raw, err := json.Marshal(data)
	if err != nil { // a key of a record that JSON cannot write
		s.hub.o.Logger.Warn("an event could not be written", "kind", kind, "error", err)
		kind, raw = "lost", []byte("{}")
	}
	s.sent++
	s.buf.WriteString("event: " + kind + "\ndata: ")
	s.buf.Write(raw)
	s.buf.WriteString("\nid: " + strconv.FormatInt(s.sent, 10) + "\n\n")
}

// flush sends what was written. A reader who takes nothing for long is given up.
func (s *stream) flush() error {
	if s.buf.Len() == 0 {
		return nil
	}
	s.limit()
	_, err := s.out.Write(s.buf.Bytes())
	if s.buf.Reset(); err != nil {
		return err
	}
	return s.ctrl.Flush()
}

// limit bounds how long the next write may take.
func (s *stream) limit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadline(writeLimit)
}

// hurry cuts short a write that waits for its reader.
func (s *stream) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hurried = true
	s.deadline(writeLimit)
}

// deadline is set while mu is held.
func (s *stream) deadline(d time.Duration) {
	if s.hurried {
		d = hurryLimit
	}
	if err := s.ctrl.SetWriteDeadline(time.Now().Add(d)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.hub.o.Logger.Debug("a live stream has no deadline", "error", err)
	}
}

func errClosing() error {
	return errs.New(errs.Unavailable, store.CodeClosing, "the server is stopping").After(retryHint)
}
