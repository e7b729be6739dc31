//go:build testkit

package main

import (
	"fmt"
	"net/http"
	"net/http/pprof"
	"os"
	"time"
)

// profile serves CPU and memory profiles on SEQUITUR_PPROF, an address such as 127.0.0.1:6060.
func profile() {
	addr := os.Getenv("SEQUITUR_PPROF")
	if addr == "" {
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	s := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { fmt.Fprintln(os.Stderr, "profiling:", s.ListenAndServe()) }()
}
