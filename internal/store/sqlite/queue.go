package sqlite

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// kind says how a job shares the writer.
type kind uint8

const (
	foreground kind = iota // requests, and whoever waits for an answer
	background             // visits of executions
	exclusive              // edits of definitions
	kinds
)

// The stages of a job: it may be given up until the writer has taken it.
const (
	waiting int32 = iota
	taken
	givenUp
)

// job is a unit on its way through the writer.
type job struct {
	unit    store.Unit
	kind    kind
	rebuild bool // exclusive, with foreign keys off
	stage   atomic.Int32
	since   time.Time
	done    chan struct{} // receives one value when err is final
	err     error
	hooks   []func()
	starts  []started // counters to raise with the commit
}

// queue holds the jobs that wait for the writer. Safe for concurrent use.
type queue struct {
	limit int
	wake  chan struct{} // holds a value when something was put or the queue was closed

	mu     sync.Mutex
	lines  [kinds]line
	closed bool
}

func newQueue(limit int) *queue { return &queue{limit: limit, wake: make(chan struct{}, 1)} }

// put adds a job, or refuses it when its line is full or the database is closing.
func (q *queue) put(j *job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return store.Unavailable(store.CodeClosing, nil)
	}
	if q.lines[j.kind].len() >= q.limit {
		return store.Unavailable(store.CodeBusy, nil)
	}
	q.lines[j.kind].push(j)
	q.signal()
	return nil
}

// take removes up to n jobs of a kind, oldest first, and appends them to jobs.
func (q *queue) take(k kind, n int, jobs []*job) []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for l := &q.lines[k]; n > 0 && l.len() > 0; {
		if j := l.pop(); j.stage.CompareAndSwap(waiting, taken) {
			jobs = append(jobs, j)
			n--
		}
	}
	return jobs
}

// waits returns how many jobs of a kind wait and since when the oldest does.
func (q *queue) waits(k kind) (int, time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := &q.lines[k]
	if l.len() == 0 {
		return 0, time.Time{}
	}
	return l.len(), l.first().since
}

// close refuses further jobs. Those in the queue are still done.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

// drained tells whether the queue is closed and empty.
func (q *queue) drained() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for k := range q.lines {
		if q.lines[k].len() > 0 {
			return false
		}
	}
	return q.closed
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// line is a first-in first-out list that keeps its memory.
type line struct {
	jobs []*job
	head int
}

func (l *line) len() int    { return len(l.jobs) - l.head }
func (l *line) first() *job { return l.jobs[l.head] }
func (l *line) push(j *job) { l.jobs = append(l.jobs, j) }

func (l *line) pop() *job {
	j := l.jobs[l.head]
	l.jobs[l.head] = nil
	l.head++
	if l.head == len(l.jobs) {
		l.jobs, l.head = l.jobs[:0], 0
	} else if l.head >= 1024 && l.head*2 >= len(l.jobs) {
		n := copy(l.jobs, l.jobs[l.head:])
		clear(l.jobs[n:])
		l.jobs, l.head = l.jobs[:n], 0
	}
	return j
}
