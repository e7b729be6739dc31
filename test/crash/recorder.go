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
	calls  map[int64][]string // keys by execution
	broken error              // a call that nobody may make
}

func newRecorder() (*recorder, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &recorder{url: "http://" + l.Addr().String() + "/", calls: map[int64][]string{}}
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
	r.broken = errors.Join(r.broken, err)
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
	r.mu.Lock()
	r.calls[body.Execution] = append(r.calls[body.Execution], key)
	r.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// verdict checks that each of the executions, and nobody else, called at least once and always with its one key, which
// no other execution used. It returns how many calls were repeated.
func (r *recorder) verdict(executions map[int64]bool) (repeated int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all, owner := []error{r.broken}, map[string]int64{}
	for id := range executions {
		if len(r.calls[id]) == 0 {
			all = append(all, fmt.Errorf("execution %d ended well and its effect was never called", id))
		}
	}
	for id, keys := range r.calls {
		if !executions[id] {
			all = append(all, fmt.Errorf("an effect of execution %d, which is not there", id))
		}
		for _, k := range keys {
			if o, ok := owner[k]; k != keys[0] || ok && o != id {
				all = append(all, fmt.Errorf("execution %d called with the keys %q, one of execution %d", id, keys, o))
			}
			owner[k] = id
		}
		repeated += len(keys) - 1
	}
	return repeated, errors.Join(all...)
}
