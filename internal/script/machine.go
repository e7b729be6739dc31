package script

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"modernc.org/quickjs"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// machine is one JavaScript engine with a library loaded. One goroutine uses it at a time.
type machine struct {
	vm       *quickjs.VM
	opts     Options
	formula  bool
	values   []quickjs.Value // to free
	compiler quickjs.Value   // boot script's compile
	runner   quickjs.Value   // boot script's run
	compiled *cache
	spoiled  bool // must not be used again
}

// start runs the loader's code and then sets the limits for expressions.
func (m *machine) start(code []byte) error {
	if err := m.vm.SetEvalTimeout(loadTimeout); err != nil {
		return err
	}
	api, err := m.vm.EvalBytecodeValue(code)
	if err != nil {
		return err
	}
	m.values = append(m.values, api)
	if m.compiler, err = m.property(api, "compile"); err != nil {
		return err
	}
	if m.runner, err = m.property(api, "run"); err != nil {
		return err
	}
	if _, err := m.evaluate(job{source: "1 + 1", variables: "[[],[]]"}); err != nil {
		return err
	}
	m.vm.SetMemoryLimit(uintptr(libraryRoom + m.opts.MemoryLimit))
	return m.vm.SetEvalTimeout(m.opts.Timeout)
}

func (m *machine) property(object quickjs.Value, name string) (quickjs.Value, error) {
	atom, err := m.vm.NewAtom(name)
	if err != nil {
		return quickjs.Value{}, err
	}
	v, err := object.GetPropertyValue(atom)
	if err == nil {
		m.values = append(m.values, v)
	}
	return v, err
}

func (m *machine) close() {
	m.compiled.clear()
	for i := len(m.values) - 1; i >= 0; i-- {
		m.values[i].Free()
	}
	m.values = nil
	_ = m.vm.Close() // its only failure is a machine that was abandoned, and that is why we close it
}

// watch interrupts m when one of the contexts ends. The function it returns ends the watch and tells whether that
// happened; such a machine is spoiled, for the interruption may hit its next use.
func (m *machine) watch(contexts ...context.Context) (unwatch func() bool) {
	stops := make([]func() bool, len(contexts))
	for i, ctx := range contexts {
		stops[i] = context.AfterFunc(ctx, m.vm.Interrupt)
	}
	return func() bool {
		interrupted := false
		for _, stop := range stops {
			interrupted = !stop() || interrupted
		}
		m.spoiled = m.spoiled || interrupted
		return interrupted
	}
}

// evaluate computes j. A machine that hit a limit, or whose engine failed, is spoiled afterwards.
func (m *machine) evaluate(j job) (value any, err error) {
	defer func() {
		if r := recover(); r != nil { // a bug in the engine must not end the program
			m.spoiled = true
			value, err = nil, errs.New(errs.Internal, "ENGINE_BROKEN", "the expression engine failed: %v", r)
		}
	}()
	f, err := m.prepared(j)
	if err != nil {
		return nil, m.failure(err)
	}
	out, err := m.runner.Call(quickjs.UndefinedValue, f, j.variables, m.opts.MaxResult)
	if err != nil {
		return nil, m.failure(err)
	}
	m.drain()
	return m.decode(out)
}

// drain throws the machine away when an expression left asynchronous work behind.
func (m *machine) drain() {
	if n, err := m.vm.ExecutePendingJobs(); n > 0 || err != nil {
		m.spoiled = true
	}
}

// prepared returns j's expression compiled; it belongs to the cache.
func (m *machine) prepared(j job) (quickjs.Value, error) {
	key := strconv.Itoa(j.count) + " " + j.source
	if v, ok := m.compiled.get(key); ok {
		return v, nil
	}
	compile := m.compileMath
	if m.formula {
		compile = m.compileFormula
	}
	v, err := compile(j)
	if err == nil {
		m.compiled.add(key, v)
	}
	return v, err
}

func (m *machine) compileMath(j job) (quickjs.Value, error) {
	return m.compiler.CallValue(quickjs.UndefinedValue, j.source)
}

// compileFormula makes a function of the variables from a JavaScript expression. The source is first compiled, not
// run, alone in brackets: so it has no unmatched parenthesis or brace and cannot end the function around it.
func (m *machine) compileFormula(j job) (quickjs.Value, error) {
	source := strings.TrimRight(j.source, "; \t\r\n")
	if _, err := m.vm.Compile("\"use strict\";[\n"+source+"\n]", quickjs.EvalGlobal); err != nil {
		return quickjs.Value{}, reworded(err, 2+strings.Count(source, "\n"))
	}
	names := make([]string, j.count)
	for i := range names {
		names[i] = "$$" + strconv.Itoa(i)
	}
	factory, err := m.vm.EvalValue("(function (scope) { with (scope) { return function ("+strings.Join(names, ",")+
		") { \"use strict\"; return (\n"+source+"\n) } } })", quickjs.EvalGlobal)
	if err != nil {
		return quickjs.Value{}, err
	}
	defer factory.Free()
	return m.compiler.CallValue(quickjs.UndefinedValue, factory)
}

// reworded describes a syntax error at our own bracket, which is on the line after last or follows the expression.
func reworded(err error, last int) error {
	var e *quickjs.Error
	switch {
	case !errors.As(err, &e) || e.Name != "SyntaxError":
		return err
	case e.LineNumber > last:
		return &quickjs.Error{Name: e.Name, Message: "unexpected end of the expression"}
	case e.Message == "expecting ']'":
		return &quickjs.Error{Name: e.Name, Message: "unexpected text after the expression"}
	}
	return err
}

// decode reads the JSON text that the boot script answers; it is empty when it was too long.
func (m *machine) decode(out any) (any, error) {
	text, _ := out.(string)
	if text == "" || len(text) > m.opts.MaxResult {
		return nil, errs.New(errs.Unprocessable, "EXPRESSION_RESULT_TOO_LARGE",
			"the result of the expression is larger than %d KiB", m.opts.MaxResult>>10)
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, errs.New(errs.Unprocessable, codeFailed, "the result of the expression is no data: %w", err)
	}
	return v, nil
}

const codeTimeout, codeFailed = "EXPRESSION_TIMEOUT", "EXPRESSION_FAILED"

// failure turns the engine's error into ours and notes whether m can go on.
func (m *machine) failure(err error) error {
	var e *quickjs.Error
	if !errors.As(err, &e) {
		m.spoiled = true
		return errs.New(errs.Unprocessable, codeFailed, "%w", err)
	}
	if e.Name == "InternalError" {
		if limit := m.limit(e.Message); limit != nil {
			m.spoiled = true
			return limit
		}
	}
	if e.Name == "" { // something else than an error was thrown
		m.spoiled = true
		if e.Error() == "null" { // without memory for an error, the engine throws null
			return m.limit("out of memory")
		}
		return errs.New(errs.Unprocessable, codeFailed, "%s", shortened("Error: "+e.Error()))
	}
	return errs.New(errs.Unprocessable, codeFailed, "%s", shortened(e.Name+": "+e.Message))
}

func (m *machine) limit(message string) error {
	switch {
	case strings.Contains(message, "interrupted"):
		return errTimeout(m.opts.Timeout)
	case strings.Contains(message, "out of memory"):
		return errs.New(errs.Unprocessable, "EXPRESSION_MEMORY", "the expression needs more than %d MiB of memory", m.opts.MemoryLimit>>20)
	case strings.Contains(message, "stack overflow"):
		return errs.New(errs.Unprocessable, "EXPRESSION_STACK", "the expression calls itself too deeply")
	}
	return nil
}

func errTimeout(limit time.Duration) error {
	return errs.New(errs.Unprocessable, codeTimeout, "the expression took longer than %s", limit)
}

func errClosed() error {
	return errs.New(errs.Unavailable, "ENGINES_CLOSED", "the formula engines are shutting down")
}

// shortened bounds an error text that an expression made.
func shortened(s string) string {
	const longest = 1000
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}

// encodeVariables writes the variables of a call as [values, indexes of dates].
func encodeVariables(vars []any) (string, error) {
	values, dates := make([]any, len(vars)), []int{}
	for i, v := range vars {
		if t, ok := v.(time.Time); ok {
			v = t.UnixMilli()
			dates = append(dates, i)
		}
		values[i] = v
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode([]any{values, dates}); err != nil {
		return "", errs.New(errs.Invalid, "EXPRESSION_INPUT_INVALID", "a variable of the expression is no plain data: %w", fmt.Errorf("encode: %w", err))
	}
	return b.String(), nil
}
