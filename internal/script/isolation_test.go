package script

import (
	"math"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
)

// Each attempt is followed by probes in the same machine, which must answer as ever.
func TestScriptsCannotPoisonTheMachine(t *testing.T) {
	fast(t)
	p := engines(t, Options{Size: 1, Timeout: 20 * time.Second})
	attempts := map[string][]string{
		expr.EngineFormula: {
			"SUM = () => 0", "SUM.x = 1", "globalThis.SUM = 1", "this.SUM = 1", "(() => { SUM = 1 })()", "var1 = 1",
			"Array.prototype.map = () => 0", "Array.prototype[0] = 'x'", "Object.prototype.polluted = 1", "({}).__proto__.polluted = 1",
			"Object.defineProperty(Object.prototype, 'polluted', { value: 1 })", "Object.setPrototypeOf(Array.prototype, null)",
			"JSON.stringify = () => 'x'", "JSON.parse = () => [[]]", "Math.max = () => 0", "Date.now = () => 0", "Date.prototype.toJSON = () => 'x'",
			"String.prototype.trim = () => 'x'", "Number.prototype.toString = () => 'x'", "delete Math.max", "delete Array.prototype.map",
			"Function.prototype.call = () => 0", "(function () {}).__proto__.apply = 1", "(function* () {}).__proto__.prototype.next = 1",
			"Symbol.iterator = 1", "[][Symbol.iterator]().__proto__.next = () => ({ done: true })", "Map.prototype.get = 1",
			"RegExp.prototype.exec = () => null", "Error.prototype.name = 'x'", "Error.prepareStackTrace = () => 0", "Object.freeze = 1",
			"NA().message = 'x'", "NA().stack = 'x'", "Object.assign(NA(), { a: 1 })", "BETA.DIST = 1", "STDEV.S = 1",
			"(() => {}).constructor('return this')()", "(function () {}).constructor('return this')()", "(async () => {}).constructor('return 1')()",
			"(function* () {}).constructor('return 1')()", "[].map.constructor('return this')().polluted = 1", "SUM.constructor('return this')()",
			"Object.getPrototypeOf(async () => {}).constructor('return 1')", "eval('1')", "new Function('return 1')()", "Function('return 1')()",
			"(1, eval)('var polluted = 1')", "1); } } }); globalThis.polluted = 1; (function () { with ({}) { return function () { (1",
			"1 } } }) ; (function(){ {{ return (1", "1\n); globalThis.polluted = 1; (1", "1]; globalThis.polluted = 1; [1", "import('x')",
			"Object.prototype.toString.call = 1", "(x => { x.push(4) })($$0)", "Object.assign(Array, { from: 1 })", "new Proxy({}, {})",
			"Reflect.set(Array, 'x', 1)", "arguments.callee", "(function () { return this })().polluted = 1", "Object.prototype.toJSON = () => 'x'",
			"(async () => { await 1; SUM.polluted = 1 })()", "Array.prototype.push.call(Object.prototype, 1)", "Object.prototype.valueOf = 1",
			"Object.prototype.__defineGetter__('polluted', () => 1)", "Object.defineProperty(globalThis, 'x', {})", "Date.prototype.x = 1",
		},
		expr.EngineMath: {
			"sum = f(x) = 0", "pi = 3", "sqrt(x) = 0", "evaluate = 1", "cos.constructor", "cos.constructor(\"return 1\")()", "[].constructor",
			"{}.constructor", "{}.__proto__", "{}.__proto__.polluted = 1", "\"a\".constructor", "cos.name = \"x\"", "sum.signatures", "sum.transform",
			"config({matrix: \"Array\"})", "import({sum: 1}, {override: true})", "createUnit(\"foo\")", "parser().evaluate(\"1\")", "typed(\"a\", {})",
			"chain(1).constructor", "help(sum)", "f(x) = 0; sum = f", "$$0[1] = 99", "unit(\"5 cm\").units", "reviver(\"a\", 1)", "compile(\"1\")",
		},
	}
	probes := map[string]map[string]any{
		expr.EngineFormula: {
			"SUM(1, 2)": 3.0, "[1, 2].map(x => x * 2).join()": "2,4", "typeof polluted": "undefined", "({}).polluted === undefined": true,
			"JSON.stringify({ a: [1] })": `{"a":[1]}`, "Math.max(1, 2)": 2.0, "' a '.trim()": "a", "NA()": "#N/A", "DATE(2024, 1, 1) > 0": true,
			"[...new Map([[1, 2]])].flat()": []any{1.0, 2.0}, "[1, [2, [3]]].flat(2).length": 3.0, "[1, 2].flatMap(x => [x, x]).length": 4.0, "/b/.test('abc')": true, "STDEV.S(2, 4)": math.Sqrt2, "$$0": []any{1.0, 2.0},
			"String(({}))": "[object Object]", "SUM.polluted === undefined && SUM.x === undefined": true, "typeof globalThis": "undefined",
		},
		expr.EngineMath: {
			"sum(1, 2)": 3.0, "round(pi, 2)": 3.14, "sqrt(4)": 2.0, "[1, 2] * 2": []any{2.0, 4.0}, "$$0": []any{1.0, 2.0}, "typeOf([1])": "DenseMatrix",
		},
	}
	for engine, sources := range attempts {
		for _, source := range sources {
			t.Run(source, func(t *testing.T) {
				v, err := eval(p, engine, source, []any{1, 2})
				t.Logf("%v, %v", v, err)
				for probe, want := range probes[engine] {
					if got, err := eval(p, engine, probe, []any{1, 2}); err != nil || !same(got, want) {
						t.Errorf("%s is %v, %v; want %v", probe, got, err, want)
					}
				}
			})
		}
	}
}

func TestNoWayOut(t *testing.T) {
	fast(t)
	p := engines(t, Options{})
	for _, name := range []string{
		"globalThis", "global", "self", "Function", "AsyncFunction", "GeneratorFunction", "eval", "Compartment", "lockdown", "harden", "assert",
		"process", "require", "module", "exports", "__filename", "__dirname", "Buffer", "std", "os", "print", "console", "scope", "library",
		"freeze", "harden", "encode", "Proxy", "Reflect", "WeakRef", "Promise", "$$1",
	} {
		if v, err := eval(p, expr.EngineFormula, "typeof "+name, 1); v != "undefined" || err != nil {
			t.Errorf("typeof %s is %v, %v", name, v, err)
		}
	}
	for _, source := range []string{
		"(() => {}).constructor('return 1')()", "SUM.constructor('return 1')()", "({}).constructor.constructor('return 1')()",
		"(async () => {}).constructor('return 1')()", "(function* () {}).constructor('return 1')()", "[].at.constructor('1')",
		"Object.getOwnPropertyDescriptor(Object.prototype, 'constructor').get.constructor('return 1')()",
	} {
		if v, err := eval(p, expr.EngineFormula, source); err == nil {
			t.Errorf("%s is %v", source, v)
		}
	}
}

// Whatever an expression is, the machine goes on answering and nothing becomes global.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{
		"1 + 1", "SUM($$0)", "1) + (2", "1 } } }) ; (function(){ {{ return (1", "`${", "/[/", "'\\u", "//", "/*", "<!--", "\n-->", "1;", "x => {",
		"\"use strict\"", "({a: 1})", "{", "]", "[1](0)", "\x00", "\u2028", "#x in y", "@", "a\\u0062", "async () => await 1", "function* () { yield }",
	} {
		f.Add(s)
	}
	p := engines(f, Options{Size: 1, Timeout: 200 * time.Millisecond})
	f.Fuzz(func(t *testing.T, source string) {
		_, err := eval(p, expr.EngineFormula, source, 1)
		if errs.CodeOf(err) == "ENGINE_BROKEN" {
			t.Fatal(err)
		}
		if v, err := eval(p, expr.EngineFormula, "typeof polluted + SUM(1, 2)"); v != "undefined3" && errs.CodeOf(err) != codeTimeout {
			t.Fatalf("%v, %v", v, err)
		}
	})
}
