// Package script evaluates the expressions of the engines math.js and formula.js with the npm libraries mathjs and
// @formulajs/formulajs, in a pool of JavaScript machines with limits on time, memory, stack and result. It implements
// expr.Evaluator.
//
// It imports expr, errs and the JavaScript engine; it does no I/O. The libraries are bundled by internal/script/js
// into internal/script/dist, which is not under version control; without them Available says what to do. A machine
// is frozen before the first expression runs, so that no expression can change what a later one sees, and is thrown
// away after a limit was hit.
package script

import (
	"context"
	"io/fs"
	"runtime"
	"sync"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
)

var _ expr.Evaluator = (*Pool)(nil)

// Options configure a Pool. The zero value means the defaults.
type Options struct {
	Size        int           // evaluations at a time; default: the number of processors
	Timeout     time.Duration // of one evaluation; default 1 s. A shorter deadline of its context counts too.
	MaxWait     time.Duration // for one of the Size places; default 30 s
	MemoryLimit int           // bytes that expressions may use in one machine; default 64 MiB
	MaxResult   int           // bytes of a result's JSON; default 1 MiB
	Bundles     fs.FS         // math.js and formula.js; default: those built into the program
}

// grace is how long after its time limit an evaluation may still react. The engine looks at the time between its
// own steps; a few of its built-in functions take long steps.
const grace = 250 * time.Millisecond

// closeTimeout is how long Close waits for what runs.
const closeTimeout = 5 * time.Second

// Pool evaluates expressions. It is safe for concurrent use and holds at most Size machines for each engine.
type Pool struct {
	opts    Options
	loaders map[string]*loader
	slots   chan struct{}
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc

	mu      sync.Mutex
	idle    map[string][]*machine
	closed  bool
	running sync.WaitGroup
}

// New makes a pool. It loads nothing: machines are made when they are first needed.
func New(o Options) *Pool {
	if o.Size <= 0 {
		o.Size = runtime.GOMAXPROCS(0)
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Second
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 30 * time.Second
	}
	if o.MemoryLimit <= 0 {
		o.MemoryLimit = 64 << 20
	}
	if o.MaxResult <= 0 {
		o.MaxResult = 1 << 20
	}
	if o.Bundles == nil {
		o.Bundles = builtin()
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Pool{
		opts: o,
		loaders: map[string]*loader{
			expr.EngineMath:    {bundles: o.Bundles, name: "math"},
			expr.EngineFormula: {bundles: o.Bundles, name: "formula"},
		},
		slots:  make(chan struct{}, o.Size),
		ctx:    ctx,
		cancel: cancel,
		idle:   map[string][]*machine{},
	}
}

// Available implements expr.Evaluator.
func (p *Pool) Available() error {
	for _, l := range p.loaders {
		if !l.exists() {
			return errs.New(errs.Unavailable, "ENGINES_NOT_BUILT", "the formula engines are not built in: run `make engines`")
		}
	}
	return nil
}

// Warm makes a machine of each engine in the background, so that the first evaluations find one. The end of ctx and
// Close stop it.
func (p *Pool) Warm(ctx context.Context) {
	if p.Available() != nil || !p.register() {
		return
	}
	go func() {
		defer p.running.Done()
		for _, engine := range []string{expr.EngineFormula, expr.EngineMath} {
			if ctx.Err() != nil || p.ctx.Err() != nil {
				return
			}
			if m, err := p.take(engine); err == nil {
				p.put(engine, m)
			}
		}
	}()
}

// Close interrupts what runs, waits for it and frees the machines. Later evaluations answer an error. An engine that
// does not react is left behind after a few seconds.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = map[string][]*machine{}
	p.mu.Unlock()
	p.cancel()
	for _, list := range idle {
		for _, m := range list {
			m.close()
		}
	}
	ended := make(chan struct{})
	go func() {
		p.running.Wait()
		close(ended)
	}()
	late := time.NewTimer(closeTimeout)
	defer late.Stop()
	select {
	case <-ended:
	case <-late.C:
	}
}

// Evaluate implements expr.Evaluator.
func (p *Pool) Evaluate(ctx context.Context, engine, source string, vars []any) (any, error) {
	if p.loaders[engine] == nil {
		return nil, errs.New(errs.Invalid, "ENGINE_UNKNOWN", "there is no expression engine %q", engine)
	}
	if err := p.Available(); err != nil {
		return nil, err
	}
	variables, err := encodeVariables(vars)
	if err != nil {
		return nil, err
	}
	if err := p.begin(ctx); err != nil {
		return nil, err
	}
	m, err := p.take(engine)
	if err != nil {
		p.end()
		return nil, err
	}
	return p.run(ctx, m, job{engine: engine, source: source, count: len(vars), variables: variables})
}

// job is one evaluation.
type job struct {
	engine, source string
	count          int
	variables      string
}

type outcome struct {
	value any
	err   error
}

// run lets m do j and gives the machine and the slot back, even when the engine does not answer in time: then the
// caller has its error at once, and the slot stays taken until the engine comes back.
func (p *Pool) run(ctx context.Context, m *machine, j job) (any, error) {
	done := make(chan outcome, 1)
	go func() {
		defer p.end()
		unwatch := m.watch(ctx, p.ctx)
		v, err := m.evaluate(j)
		if interrupted := unwatch(); interrupted && err != nil {
			err = stopped(ctx, err)
		}
		p.put(j.engine, m)
		done <- outcome{v, err}
	}()
	late := time.NewTimer(p.opts.Timeout + grace)
	defer late.Stop()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return p.afterCancel(ctx, done)
	case <-late.C:
		return nil, errTimeout(p.opts.Timeout)
	}
}

// afterCancel gives an interrupted evaluation a moment to end, so that callers normally leave nothing behind.
func (p *Pool) afterCancel(ctx context.Context, done <-chan outcome) (any, error) {
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case o := <-done:
		return o.value, o.err
	case <-late.C:
		return nil, ctx.Err()
	}
}

// stopped is the error of an evaluation that was interrupted: the context's, or that the pool was closed.
func stopped(ctx context.Context, err error) error {
	if errs.CodeOf(err) != codeTimeout {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errClosed()
}

// begin waits for a slot and registers the evaluation; end undoes it.
func (p *Pool) begin(ctx context.Context) error {
	busy := time.NewTimer(p.opts.MaxWait)
	defer busy.Stop()
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-busy.C:
		return errs.New(errs.Unavailable, "ENGINES_BUSY", "the formula engines are busy").After(time.Second)
	}
	if !p.register() {
		<-p.slots
		return errClosed()
	}
	return nil
}

// register makes Close wait for p.running.Done, unless it was called already.
func (p *Pool) register() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.running.Add(1)
	}
	return !p.closed
}

func (p *Pool) end() {
	<-p.slots
	p.running.Done()
}

// take returns an idle machine or makes one.
func (p *Pool) take(engine string) (*machine, error) {
	p.mu.Lock()
	list := p.idle[engine]
	if n := len(list); n > 0 {
		m := list[n-1]
		p.idle[engine] = list[:n-1]
		p.mu.Unlock()
		return m, nil
	}
	p.mu.Unlock()
	return p.loaders[engine].load(p.opts)
}

// put keeps m for the next evaluation, or frees it when it is not fit for one.
func (p *Pool) put(engine string, m *machine) {
	p.mu.Lock()
	keep := !p.closed && !m.spoiled && len(p.idle[engine]) < p.opts.Size
	if keep {
		p.idle[engine] = append(p.idle[engine], m)
	}
	p.mu.Unlock()
	if !keep {
		m.close()
	}
}
