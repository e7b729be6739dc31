package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// recorder is the outside world: it remembers every call with the key that it carried.
type recorder struct {
	url    string
	server *http.Server
	mu     sync.Mutex
	calls  map[int64]called // by execution
	broken error            // the first call that nobody may make
}

// called is one execution's effect.
type called struct {
	key   string
	times int
}

func newRecorder() (*recorder, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &recorder{url: "http://" + l.Addr().String() + "/", calls: map[int64]called{}}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := r.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.fail(err)
		}
	}()
	return r, nil
}

func (r *recorder) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken == nil {
		r.broken = err
	}
}

// ServeHTTP implements http.Handler.
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var body struct {
		Key       string
		Execution int64
	}
	key := req.Header.Get("Idempotency-Key")
	err := json.NewDecoder(req.Body).Decode(&body)
	if err == nil && (key == "" || key != body.Key || body.Execution == 0) {
		err = fmt.Errorf("a call of execution %d with the keys %q and %q", body.Execution, key, body.Key)
	}
	if err != nil && req.Context().Err() != nil {
		return // the server was killed while it sent
	}
	if err != nil {
		r.fail(err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.record(body.Execution, key)
	w.WriteHeader(http.StatusNoContent)
}

// record remembers a call. An execution calls with one key only.
func (r *recorder) record(execution int64, key string) {
	r.mu.Lock()
	c, again := r.calls[execution]
	c.times++
	if !again {
		c.key = key
	}
	r.calls[execution] = c
	r.mu.Unlock()
	if c.key != key {
		r.fail(fmt.Errorf("execution %d called with the keys %q and %q", execution, c.key, key))
	}
}

// verdict checks that each of the executions whose effect is done, and nobody else, called at least once and always
// with its one key, which no other execution used. It returns how many calls were repeated.
func (r *recorder) verdict(h *history) (repeated int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var never, stray, shared wrong
	for _, e := range h.runs {
		if e.effect && r.calls[e.id].times == 0 {
			never.note("execution %d", e.id)
		}
	}
	owner := make(map[string]int64, len(r.calls))
	for id, c := range r.calls {
		if !h.effect(id) {
			stray.note("execution %d", id)
		}
		if other, taken := owner[c.key]; taken {
			shared.note("the executions %d and %d called with the key %q", other, id, c.key)
		}
		owner[c.key] = id
		repeated += c.times - 1
	}
	return repeated, errors.Join(r.broken,
		never.err("executions ended well and their effects were never called"),
		stray.err("effects were called by executions that are not there or did not end well"),
		shared.err("keys were used by more than one execution"))
}
