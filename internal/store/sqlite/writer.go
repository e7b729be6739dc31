package sqlite

import (
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/ids"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// How the writer divides its time.
const (
	rideTime     = time.Millisecond       // for background work on the commit of requests, at least
	maxRide      = 8 * time.Millisecond   // the same when its oldest unit has waited long
	lateAfter    = 20 * time.Millisecond  // from here on background work gets transactions of its own beside requests
	companion    = 500 * time.Microsecond // how long background work waits for a commit to ride on after a busy moment
	minBudget    = time.Millisecond       // for a transaction of background work
	maxBudget    = 20 * time.Millisecond  // the same when its oldest unit has waited long
	slowCommit   = time.Millisecond       // from here on it pays to wait for company
	backlogShare = 100                    // the budget grows by this part of the backlog's age
	companyShare = 4                      // the wait for company is this part of the mean commit time
	smallBatch   = 16                     // requests; up to here their commit costs more than they do
)

// carefulUnits is how many units get a savepoint of their own after one failed without.
const carefulUnits = 1000

// errUnsaved ends a transaction in which a unit failed that had written something and had no savepoint.
var errUnsaved = errors.New("a unit failed after it had written")

// writer owns the write connection: one goroutine, so that nothing ever waits for a lock.
type writer struct {
	conn     *conn
	queue    *queue
	ids      *ids.Generator
	version  atomic.Uint64
	clock    clock.Clock
	log      *slog.Logger
	maxBatch int
	watch    store.Watch        // nil: nobody
	fault    func(point string) // nil but in crash tests
	finished chan struct{}

	jobs       []*job        // reused
	commitMean time.Duration // moving average
	expected   int           // jobs of the last batch, which will probably come again soon
	served     time.Time     // when the last requests were answered
	edited     time.Time     // the time of the last exclusive edit
	pace       pace          // of background work
	careful    int           // units that still get a savepoint because one failed
	stats      statistics
	commits    atomic.Int64
}

// loop works until the queue is closed and empty. Each round does an exclusive edit, a batch of requests and a share
// of the background work, if there are any, so that nobody starves.
func (w *writer) loop() {
	defer close(w.finished)
	for {
		edited, answered := w.edit(), w.serve()
		hold := w.hold(time.Now())
		advanced := hold == 0 && w.advance()
		if edited || answered || advanced {
			continue
		}
		if w.queue.drained() {
			return
		}
		if hold == 0 && w.stats.due(time.Now()) {
			w.stats.refresh(w.conn, w.log)
			continue
		}
		w.sleep(hold)
	}
}

// sleep waits for work, and no longer than hold when background work waits for company.
func (w *writer) sleep(hold time.Duration) {
	if hold == 0 {
		hold = w.stats.next(time.Now())
	}
	var due <-chan time.Time
	if hold > 0 {
		timer := time.NewTimer(hold)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-w.queue.wake:
	case <-due:
	case <-w.ids.Low():
		w.reserve()
	}
}

// hold tells for how long background work should wait for the commit of a request: a commit of its own costs as much as
// many visits. It does not wait when it is late, nor when no request was served a moment ago, nor when its units are too
// long to ride: then a quiet moment is the best time for them.
func (w *writer) hold(now time.Time) time.Duration {
	n, since := w.queue.waits(background)
	if n == 0 || now.Sub(since) >= lateAfter {
		return 0
	}
	if n, _ := w.queue.waits(foreground); n > 0 {
		return companion
	}
	if !w.pace.rides(w.ride()) {
		return 0
	}
	return max(0, min(companion-now.Sub(w.served), companion-now.Sub(since)))
}

// serve runs what requests wait for in one transaction. To a small batch those are added once that came while it ran.
// Background work rides on its commit for a moment.
func (w *writer) serve() bool {
	w.awaitCompany()
	w.jobs = w.queue.take(foreground, w.maxBatch, w.jobs[:0])
	if len(w.jobs) == 0 {
		return false
	}
	requests := len(w.jobs)
	var start time.Time
	ride, late := w.ride(), w.latecomers(requests)
	w.group(w.jobs, func() *job {
		if j := late(); j != nil {
			requests++
			return j
		}
		now := time.Now()
		if start.IsZero() {
			start = now
		}
		w.pace.end(now)
		if !w.pace.rides(ride) || !w.pace.fits(ride-now.Sub(start)) {
			return nil
		}
		return w.nextBackground(now)
	})
	if requests > 1 {
		w.expected = requests
	}
	w.served = time.Now()
	return true
}

// latecomers hands out the requests that wait when it is first called, if the batch before them was a small one.
func (w *writer) latecomers(batch int) func() *job {
	asked, left := false, 0
	return func() *job {
		if !asked && batch <= smallBatch {
			n, _ := w.queue.waits(foreground)
			left = min(n, w.maxBatch-batch)
		}
		if asked = true; left == 0 {
			return nil
		}
		left--
		return w.next(foreground)
	}
}

// ride is the time for background work on the commit of requests. It grows with the age of the backlog: under constant
// load the two settle where as much is finished as is begun.
func (w *writer) ride() time.Duration {
	n, since := w.queue.waits(background)
	if n == 0 {
		return rideTime
	}
	return min(maxRide, rideTime+time.Since(since)/2)
}

// advance runs background work in a transaction of its own: at least one unit, then more until the budget is used up.
// The budget grows with the age of the backlog, which slows requests down instead of letting the backlog grow without
// end. Requests that came meanwhile join after a unit and end it: a commit of their own would keep them waiting for two.
func (w *writer) advance() bool {
	n, since := w.queue.waits(background)
	if n == 0 {
		return false
	}
	budget := backgroundBudget(time.Since(since))
	w.jobs = w.queue.take(background, 1, w.jobs[:0])
	if len(w.jobs) == 0 {
		return false
	}
	start, joined := time.Now(), 0
	w.pace.begin(start)
	w.group(w.jobs, func() *job {
		now := time.Now()
		w.pace.end(now)
		if joined < w.maxBatch {
			if j := w.next(foreground); j != nil {
				joined++
				return j
			}
		}
		if joined > 0 || !w.pace.fits(budget-now.Sub(start)) {
			return nil
		}
		return w.nextBackground(now)
	})
	return true
}

func backgroundBudget(age time.Duration) time.Duration {
	return min(maxBudget, minBudget+age/backlogShare)
}

func (w *writer) nextBackground(now time.Time) *job {
	j := w.next(background)
	if j != nil {
		w.pace.begin(now)
	}
	return j
}

// next takes the job of a kind that has waited longest, nil when none waits.
func (w *writer) next(k kind) *job {
	var one [1]*job
	if jobs := w.queue.take(k, 1, one[:0]); len(jobs) == 1 {
		return jobs[0]
	}
	return nil
}

// awaitCompany waits a part of a slow commit for those who were just answered: otherwise half of the clients queue
// while the other half's batch commits, and every batch stays half full.
func (w *writer) awaitCompany() {
	expected := w.expected
	w.expected = 0
	if expected == 0 || w.commitMean <= slowCommit {
		return
	}
	timer := time.NewTimer(w.commitMean / companyShare)
	defer timer.Stop()
	for {
		if n, _ := w.queue.waits(foreground); n >= min(expected, w.maxBatch) {
			return
		}
		select {
		case <-w.queue.wake:
		case <-timer.C:
			return
		}
		if w.queue.drained() {
			return
		}
	}
}

// group runs jobs, and then those that more hands out, in one transaction. If that cannot be committed as a whole,
// each is run in a transaction of its own so that only the guilty one fails.
//
// Units hardly ever fail after they have written something, so at first none gets the savepoint that only a failing one
// needs. When one does fail, everything is undone and run again with savepoints, as are the next units for a while.
func (w *writer) group(jobs []*job, more func() *job) {
	jobs, err := w.together(jobs, more)
	if errors.Is(err, errUnsaved) {
		w.conn.rollback()
		w.careful = carefulUnits
		jobs, err = w.together(jobs, func() *job { return nil })
	}
	switch {
	case err == nil:
		w.answer(jobs, nil)
	case len(jobs) == 1:
		w.conn.rollback()
		w.answer(jobs, err)
	default:
		w.conn.rollback()
		w.log.Warn("a transaction was undone as a whole, its units run one by one", "units", len(jobs), "error", err)
		for i := range jobs {
			w.alone(jobs[i : i+1])
		}
	}
	clear(jobs)
	w.jobs = jobs
	w.pace.drop()
}

// together runs jobs and those that more hands out up to COMMIT. After an error the transaction is still to be undone.
func (w *writer) together(jobs []*job, more func() *job) ([]*job, error) {
	if err := w.conn.begin("begin immediate"); err != nil {
		return jobs, err
	}
	for i := 0; w.conn.lost == nil; i++ {
		if i == len(jobs) {
			j := more()
			if j == nil {
				break
			}
			jobs = append(jobs, j)
		}
		w.run(jobs[i], w.careful > 0, w.now())
		w.careful = max(0, w.careful-1)
	}
	return jobs, w.commit(jobs)
}

// alone runs one job in a transaction of its own.
func (w *writer) alone(jobs []*job) {
	err := w.conn.begin("begin immediate")
	if err == nil {
		w.run(jobs[0], true, w.now())
		if err = jobs[0].err; err == nil {
			err = w.commit(jobs)
		}
	}
	if err != nil {
		w.conn.rollback()
	}
	w.answer(jobs, err)
}

// now is the time of a transaction that begins.
func (w *writer) now() time.Time { return w.clock.Now().UTC().Truncate(time.Millisecond) }

// run does the job's work inside the transaction, in a savepoint of its own when careful.
func (w *writer) run(j *job, careful bool, now time.Time) {
	j.err, j.hooks, j.starts = nil, nil, nil
	if v := j.unit.Version; v != 0 && v != w.version.Load() {
		j.err = store.ErrStale
		return
	}
	w.stats.units++
	t := newTx(w.conn, w.ids, now)
	var seen store.Tx = t
	if w.watch != nil {
		seen = w.watch.Tx(t)
	}
	j.err = t.attempt(j.unit.Run, seen, careful)
	j.hooks, j.starts = t.hooks, t.starts
}

// commit ends the transaction of jobs: it raises the counters that they left, extends the reservation of ids when that
// is due. After an error it is still to be rolled back.
func (w *writer) commit(jobs []*job) error {
	if err := w.countStarts(jobs); err != nil {
		return err
	}
	bound, due := w.ids.Extend()
	if due {
		if err := writeState(w.conn, stateIDs, bound); err != nil {
			return err
		}
	}
	w.at("before_commit")
	start := time.Now()
	if err := w.conn.commit(); err != nil {
		return err
	}
	w.commitMean += (time.Since(start) - w.commitMean) / meanOver
	w.commits.Add(1)
	if due {
		w.ids.Reserved(bound)
	}
	w.at("after_commit")
	return nil
}

// countStarts writes the counters of the jobs that went well, each once.
func (w *writer) countStarts(jobs []*job) error {
	type counter struct {
		workflow int64
		key      string
	}
	var sums map[counter]int64
	for _, j := range jobs {
		if j.err != nil {
			continue
		}
		for _, s := range j.starts {
			if sums == nil {
				sums = make(map[counter]int64, len(j.starts))
			}
			sums[counter{s.workflow, s.key}] += s.n
		}
	}
	if len(sums) == 0 || w.conn.lost != nil {
		return nil
	}
	t := newTx(w.conn, w.ids, w.now())
	for c, n := range sums {
		if err := t.Session.CountStarts(c.workflow, c.key, n); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) at(point string) {
	if w.fault != nil {
		w.fault(point)
	}
}

// answer tells the callers of jobs how the transaction ended. err is nothing new to a job that failed itself.
func (w *writer) answer(jobs []*job, err error) {
	for _, j := range jobs {
		if j.err == nil {
			j.err = err
		}
		if j.err == nil {
			w.runHooks(j.hooks)
		}
		j.hooks = nil
		j.done <- struct{}{} // from here on j belongs to its caller again
	}
}

func (w *writer) runHooks(hooks []func()) {
	for _, fn := range hooks {
		if err := store.Guard(func() error { fn(); return nil }); err != nil {
			w.log.Error("a function registered with AfterCommit panicked", "error", errors.Unwrap(err))
		}
	}
}

// edit runs one exclusive job.
func (w *writer) edit() bool {
	w.jobs = w.queue.take(exclusive, 1, w.jobs[:0])
	if len(w.jobs) == 0 {
		return false
	}
	j := w.jobs[0]
	change := func() error { return w.change(j) }
	if j.rebuild {
		w.answer(w.jobs, withoutForeignKeys(w.conn, change))
	} else {
		w.answer(w.jobs, change())
	}
	clear(w.jobs)
	return true
}

// change runs an edit of definitions and raises their version with it, for everybody else at the same moment: the
// writer runs nothing in between.
func (w *writer) change(j *job) error {
	if err := w.conn.begin("begin immediate"); err != nil {
		return err
	}
	version, err := raiseState(w.conn, stateVersion)
	if err == nil {
		w.edited = clock.Later(w.now(), w.edited)
		w.run(j, true, w.edited)
		err = j.err
	}
	if err == nil && j.rebuild {
		err = checkForeignKeys(w.conn)
	}
	if err == nil {
		err = w.commit([]*job{j})
	}
	if err != nil {
		w.conn.rollback()
		return err
	}
	w.version.Store(uint64(version))
	if w.watch != nil {
		w.watch.Raised(uint64(version))
	}
	return nil
}

// reserve extends the reservation of ids when no other transaction does.
func (w *writer) reserve() {
	if _, due := w.ids.Extend(); !due {
		return
	}
	err := w.conn.begin("begin immediate")
	if err == nil {
		err = w.commit(nil)
	}
	if err != nil {
		w.conn.rollback()
		w.log.Warn("could not reserve ids ahead of use", "error", err)
	}
}
