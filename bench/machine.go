package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// machine is what the figures were taken on.
type machine struct {
	Cores     int     `json:"cores"`
	Processor string  `json:"processor"`
	System    string  `json:"system"`
	Go        string  `json:"go"`
	Generator string  `json:"generator"`
	SyncP50   float64 `json:"fsyncMsP50"`
	SyncP99   float64 `json:"fsyncMsP99"`
	Busy      float64 `json:"coresBusyBefore"`
}

const generator = "lean: raw keep-alive HTTP/1.1 connections on the same machine (bench/wire.go)"

func inspect(o options) (m machine, err error) {
	m = machine{Cores: runtime.NumCPU(), Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, Generator: generator}
	m.Processor = processor()
	if m.Busy, err = busy(500 * time.Millisecond); err != nil {
		return m, err
	}
	took, err := syncs(o.dir, 300)
	if err != nil {
		return m, err
	}
	all := milliseconds(took)
	m.SyncP50, m.SyncP99 = quantile(all, 0.5), quantile(all, 0.99)
	return m, nil
}

func (m machine) print(w io.Writer) {
	fmt.Fprintf(w, "%d cores, %s, %s, %s\nfsync of 8 kB: p50 %.2f ms, p99 %.2f ms; %.2f cores busy before the run\ngenerator: %s\n\n",
		m.Cores, m.Processor, m.System, m.Go, m.SyncP50, m.SyncP99, m.Busy, m.Generator)
}

func processor() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(raw)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// busy tells how many cores are used while nothing is measured.
func busy(look time.Duration) (float64, error) {
	before, err := cpuOfAll()
	if err != nil {
		return 0, err
	}
	time.Sleep(look)
	after, err := cpuOfAll()
	return (after - before).Seconds() / look.Seconds(), err
}

// awaitQuiet waits until the machine has nothing else to do, within patience. A shared machine is not worth waiting
// for longer: what others used is printed with every cell.
func (b *bench) awaitQuiet(ctx context.Context) error {
	for end := time.Now().Add(b.patience); time.Now().Before(end) && ctx.Err() == nil; {
		used, err := busy(200 * time.Millisecond)
		if err != nil || used <= b.quiet {
			return err
		}
	}
	return ctx.Err()
}

// probe looks at the machine right before a cell: how many kB one core hashes in a millisecond, and the fsync time.
// On a shared host both change within minutes, and nothing else shows it.
func (b *bench) probe() (speed, syncMs float64, err error) {
	block := make([]byte, 16<<10)
	for range 3 {
		begun, n := time.Now(), 0
		for time.Since(begun) < 2*time.Millisecond {
			sha256.Sum256(block)
			n++
		}
		speed = max(speed, float64(n*len(block))/1024/(time.Since(begun).Seconds()*1000))
	}
	took, err := syncs(b.dir, 9)
	return speed, quantile(milliseconds(took), 0.5), err
}

// syncs measures what the disk takes to make 8 kB durable, appended as SQLite appends to its log.
func syncs(dir string, n int) ([]time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "fsync"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	page := make([]byte, 8<<10)
	var took []time.Duration
	for range n {
		if _, err := f.Write(page); err != nil {
			return nil, err
		}
		begun := time.Now()
		if err := f.Sync(); err != nil {
			return nil, err
		}
		took = append(took, time.Since(begun))
	}
	return took, nil
}
