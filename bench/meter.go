package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the kernel's unit of CPU time in /proc, the same on every Linux a user sees.
const tick = 10 * time.Millisecond

// meter counts CPU time: of the server, of this process and of everybody else on the machine.
type meter struct{ pid int }

func newMeter(pid int) meter { return meter{pid} }

// usage is the CPU time of a window, what the server wrote to files and connections, and its largest memory in MB.
type usage struct {
	serverUser, serverSys, client, other time.Duration
	written                              int64
	memory                               float64
}

type reading struct {
	user, sys, own, all time.Duration
	written             int64
}

// over waits for the window and returns what was used in it.
func (m meter) over(win window) (u usage, err error) {
	time.Sleep(time.Until(win.from))
	before, err := m.read()
	if err != nil {
		return u, err
	}
	for time.Until(win.to) > 50*time.Millisecond {
		time.Sleep(50 * time.Millisecond)
		u.memory = max(u.memory, resident(m.process()))
	}
	time.Sleep(time.Until(win.to))
	after, err := m.read()
	if err != nil {
		return u, err
	}
	u.memory = max(u.memory, resident(m.process()))
	u.serverUser, u.serverSys = after.user-before.user, after.sys-before.sys
	u.client, u.written = after.own-before.own, after.written-before.written
	u.other = max(0, after.all-before.all-u.serverUser-u.serverSys-u.client)
	if m.pid == 0 { // the work was done here
		u.other = max(0, after.all-before.all-u.client)
		u.serverUser, u.serverSys, u.client = u.client, 0, 0
	}
	return u, nil
}

func (m meter) process() int {
	if m.pid == 0 {
		return os.Getpid()
	}
	return m.pid
}

func (m meter) read() (r reading, err error) {
	if m.pid != 0 {
		if r.user, r.sys, err = cpuOf(m.pid); err != nil {
			return r, err
		}
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return r, err
	}
	r.own = time.Duration(own.Utime.Nano() + own.Stime.Nano())
	if r.written, err = writtenBy(m.process()); err != nil {
		return r, err
	}
	r.all, err = cpuOfAll()
	return r, err
}

// cpuOf reads a process's CPU time; its name, which may hold anything, ends with the last parenthesis.
func cpuOf(pid int) (user, sys time.Duration, err error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	if len(fields) < 13 {
		return 0, 0, fmt.Errorf("/proc/%d/stat cannot be read", pid)
	}
	u, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, 0, err
	}
	s, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(u) * tick, time.Duration(s) * tick, err
}

// writtenBy is the number of bytes that a process gave to write calls.
func writtenBy(pid int) (int64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if value, found := strings.CutPrefix(line, "wchar: "); found {
			return strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		}
	}
	return 0, fmt.Errorf("/proc/%d/io cannot be read", pid)
}

// cpuOfAll is the CPU time that was used on the machine: all but idle and waiting for the disk.
func cpuOfAll() (time.Duration, error) {
	raw, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	var all int64
	for i, f := range strings.Fields(line) {
		if i == 0 || i == 4 || i == 5 || i > 8 { // name, idle, iowait; guests are counted with user
			continue
		}
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		all += n
	}
	return time.Duration(all) * tick, nil
}

// resident is a process's memory in MB; 0 when it is gone.
func resident(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return 0
	}
	return float64(number([]byte(fields[1]))) * float64(os.Getpagesize()) / (1 << 20)
}
