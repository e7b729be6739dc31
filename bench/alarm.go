package main

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// alarm waits for fractions of a millisecond: a timer of the kernel that the runtime's poller looks after. The runtime's
// own timers come up to a millisecond late when the process is idle, and the system call that sleeps keeps a processor
// from the goroutines that have answers to read.
type alarm struct {
	fd   int
	file *os.File
}

func newAlarm() (*alarm, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	return &alarm{fd, os.NewFile(uintptr(fd), "timer")}, nil
}

func (a *alarm) close() { _ = a.file.Close() } // nothing is written to it

func (a *alarm) wait(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	if err := unix.TimerfdSettime(a.fd, 0, &unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}, nil); err != nil {
		return err
	}
	var expirations [8]byte
	_, err := a.file.Read(expirations[:])
	return err
}
