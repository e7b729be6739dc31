//go:build testkit

package main

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// faults kills the process at the points named in SEQUITUR_FAULT, such as "after_commit:20": on average every
// twentieth time that the point is passed.
func faults() func(point string) {
	chance := map[string]int{}
	for _, f := range strings.Split(os.Getenv("SEQUITUR_FAULT"), ",") {
		name, every, _ := strings.Cut(f, ":")
		n, err := strconv.Atoi(every)
		if name != "" && err == nil && n > 0 {
			chance[name] = n
		}
	}
	if len(chance) == 0 {
		return nil
	}
	return func(point string) {
		if n := chance[point]; n > 0 && rand.IntN(n) == 0 {
			if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
				os.Exit(137)
			}
			select {} // the signal ends us before anything else happens
		}
	}
}
