// Writes ../testdata/{math,formula}.json: expressions, their variables, and what the same libraries answer in Node.
// The Go tests compare the embedded engines with it. Run with TZ=UTC.
import * as formula from "@formulajs/formulajs";
import { all, create } from "mathjs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

if (new Date(2024, 6, 1).getTimezoneOffset() !== 0) throw new Error("run with TZ=UTC");

const order = { items: [{ n: 1 }, { n: 2 }], note: null, price: 12.5, quantity: 3, tags: ["a", "b"] };
const math = create(all, {});
const { compile } = math; // as they are before the dangerous functions are refused
const refused = ["import", "createUnit", "evaluate", "parse", "simplify", "derivative"];
const refusal = (name) => () => {
  throw new Error(`Function ${name} is disabled`);
};
math.import(Object.fromEntries(refused.map((name) => [name, refusal(name)])), { override: true });

const mathCases = [
  ["1 + 1"], ["2 ^ 10"], ["7 / 3"], ["-7 % 3"], ["0.1 + 0.2"], ["1 / 0"], ["0 / 0"], ["5!"], ["10^400"], ["2e-7 * 3"],
  ["$$0 * $$1", 12.5, 3], ["$$0 + 1", "41"], ["$$0 == $$1", "1", 1], ["$$0 > 3 and $$0 < 10", 5], ["not $$0", true],
  ["$$0 ? \"yes\" : \"no\"", false], ["equalText($$0, \"abc\")", "abc"], ["compareText(\"a\", \"b\")"],
  ["concat($$0, \"-\", $$1)", "a", "b"], ["sqrt(2)"], ["sqrt(-4)"], ["cbrt(27)"], ["nthRoot(81, 4)"], ["exp(1)"],
  ["log(100, 10)"], ["log2(8)"], ["sin(pi / 4)"], ["cos(45 deg)"], ["atan2(1, 2)"], ["round($$0, 2)", 3.14159],
  ["floor(-2.5)"], ["ceil(2.1)"], ["fix(-2.7)"], ["abs(-3)"], ["sign(-2)"], ["max($$0)", [3, 9, 4]], ["min(3, 1, 2)"],
  ["sum($$0)", [1, 2, 3.5]], ["mean($$0)", [1, 2, 3, 4]], ["median(5, 1, 3)"], ["std([2, 4, 6])"],
  ["variance([2, 4, 6])"], ["mode([1, 2, 2, 3])"], ["prod([2, 3, 4])"], ["quantileSeq([1, 2, 3, 4, 5], 0.5)"],
  ["$$0[1]", [10, 20, 30]], ["$$0[2:3]", [10, 20, 30]], ["$$0[0]", [10, 20]], ["$$0.price * $$0.quantity", order],
  ["$$0.tags", order], ["$$0.missing", order], ["$$0.note", order], ["[1, 2; 3, 4] * [5; 6]"], ["det([1, 2; 3, 4])"],
  ["inv([1, 2; 3, 4])"], ["transpose([1, 2; 3, 4])"], ["size([1, 2; 3, 4])"], ["1:5"], ["range(0, 10, 3)"],
  ["map($$0, f(x) = x ^ 2)", [1, 2, 3]], ["filter($$0, f(x) = x > 1)", [1, 2, 3]], ["sort($$0, \"desc\")", [2, 3, 1]],
  ["count($$0)", [1, 2, 3]], ["a = 2; b = a * 3; b"], ["f(x, y) = x * y; f(3, 4)"], ["5 cm to inch"],
  ["number(5 km, m)"], ["{a: 1, b: [1, 2]}"], ["{a: 1}.a"], ["bignumber(1) / 3"], ["fraction(1, 3) + fraction(1, 6)"],
  ["complex(1, 2) * i"], ["gcd(12, 18)"], ["lcm(4, 6)"], ["combinations(5, 2)"], ["mod(-5, 3)"], ["bitAnd(12, 10)"],
  ["format(1 / 3, 4)"], ["string(12)"], ["number(\"12.5\")"], ["typeOf($$0)", "x"], ["isInteger(4)"], ["isNaN(0 / 0)"],
  ["hypot(3, 4)"], ["12 and 0"], ["xor(true, false)"], ["null == 1"], ["$$0 == null", null], ["1 < 2 < 3"],
  ["1 +"], ["foo + 1"], ["null + 1"], ["\"a\" == \"b\""], ["1 2"], ["unknown(1)"], ["$$0 + 1", "abc"],
  ["import({a: 1})"], ["evaluate(\"1 + 1\")"], ["parse(\"1 + 1\")"], ["simplify(\"x + x\")"],
  ["derivative(\"x^2\", \"x\")"], ["createUnit(\"foo\")"], ["cos.constructor(\"return 1\")()"],
];

const at = new Date("2026-03-15T10:20:30.400Z");
const formulaCases = [
  ["1 + 1"], ["7 / 3"], ["0.1 + 0.2"], ["1 / 0"], ["0 / 0"], ["$$0 * $$1", 12.5, 3], ["$$0 == $$1", "1", 1],
  ["$$0 === $$1", "1", 1], ["$$0 + 1", "41"], ["$$0 > 3 && $$0 < 10", 5], ["!$$0", null], ["$$0 ? 'yes' : 'no'", false],
  ["$$0.length", [1, 2, 3]], ["$$0[0]", [10, 20]], ["$$0.price * $$0.quantity", order], ["$$0.items.map(x => x.n)", order],
  ["$$0?.missing?.deep", order], ["$$0 ?? 'none'", null], ["`${$$0}-x`", "a"], ["'$$0'", 1], ["[1, 2, 3].includes(2)"],
  ["({ a: $$0 })", 1], ["[...$$0, 4]", [1, 2]], ["Math.max(...$$0)", [3, 9, 4]], ["JSON.stringify($$0)", order],
  ["parseInt('12px')"], ["Number('0x10')"], ["typeof process"], ["typeof SUM"], ["unknownName"], ["unknownName + 1"],
  ["SUM(1, 2, 3)"], ["SUM($$0)", [1, 2, 3.5]], ["AVERAGE($$0)", [1, 2, 3, 4]], ["MEDIAN(5, 1, 3)"], ["MAX(1, 5, 3)"],
  ["MIN(4, 2)"], ["COUNT(1, 'a', 2)"], ["COUNTA(1, 'a', null)"], ["COUNTIF($$0, '>1')", [1, 2, 3]],
  ["SUMIF($$0, '>1')", [1, 2, 3]], ["SUMPRODUCT([1, 2], [3, 4])"], ["PRODUCT(2, 3, 4)"], ["ROUND(3.14159, 2)"],
  ["ROUNDUP(3.141, 1)"], ["ROUNDDOWN(3.19, 1)"], ["CEILING(2.5, 1)"], ["FLOOR(2.5, 1)"], ["INT(-2.5)"], ["MOD(7, 3)"],
  ["POWER(2, 10)"], ["SQRT(2)"], ["ABS(-3)"], ["LN(10)"], ["LOG10(1000)"], ["EXP(1)"], ["PI()"], ["SIN(1)"],
  ["STDEV.S(2, 4, 6)"], ["VAR.P(2, 4, 6)"], ["LARGE([1, 5, 3], 2)"], ["RANK.EQ(2, [1, 2, 3])"], ["GCD(12, 18)"],
  ["COMBIN(5, 2)"], ["FACT(5)"], ["ROMAN(14)"], ["CONCATENATE('a', $$0)", "b"], ["CONCATENATE('a', '$$0')", "b"],
  ["LEFT('hello', 2)"], ["RIGHT('hello', 3)"], ["MID('hello', 2, 3)"], ["LEN('hello')"], ["UPPER('abc')"],
  ["LOWER('ABC')"], ["PROPER('ab cd')"], ["TRIM('  a  b ')"], ["SUBSTITUTE('a-b-c', '-', '+')"],
  ["REPLACE('abcdef', 2, 3, 'X')"], ["FIND('l', 'hello')"], ["SEARCH('L', 'hello')"], ["REPT('ab', 3)"],
  ["EXACT('a', 'A')"], ["TEXTJOIN(',', true, 'a', 'b')"], ["VALUE('12.5')"], ["CHAR(65)"], ["CODE('A')"],
  ["IF($$0 > 1, 'big', 'small')", 2], ["IFS(false, 1, true, 2)"], ["AND(true, $$0)", false], ["OR(false, true)"],
  ["NOT(true)"], ["XOR(true, false)"], ["SWITCH(2, 1, 'a', 2, 'b')"], ["IFERROR(1 / 0, 'x')"], ["IFERROR(NA(), 'x')"],
  ["ISBLANK(null)"], ["ISNUMBER(1)"], ["ISTEXT('a')"], ["ISERROR(NA())"], ["NA()"], ["SQRT(-1)"], ["DATE(2024, 2, 30)"],
  ["YEAR($$0)", at], ["MONTH($$0)", at], ["DAY($$0)", at], ["HOUR($$0)", at], ["WEEKDAY($$0)", at], ["$$0", at],
  ["$$0.getTime()", at], ["$$0 > new Date(0)", at], ["DAYS('2024-03-01', '2024-02-01')"], ["EDATE('2024-01-31', 1)"],
  ["EOMONTH('2024-02-10', 0)"], ["DATEDIF('2024-01-01', '2024-03-01', 'M')"], ["NETWORKDAYS('2024-01-01', '2024-01-31')"],
  ["WEEKNUM('2024-03-15')"], ["ISOWEEKNUM('2024-03-15')"], ["DATEVALUE('2024-01-01')"],
  ["PMT(0.05 / 12, 60, -10000)"], ["FV(0.06 / 12, 10, -200, -500, 1)"], ["NPV(0.1, -10000, 3000, 4200, 6800)"],
  ["IRR([-70000, 12000, 15000, 18000, 21000, 26000], 0.1)"], ["VLOOKUP('b', [['a', 1], ['b', 2]], 2, false)"],
  ["MATCH(2, [1, 2, 3], 0)"], ["INDEX([10, 20, 30], 2)"], ["CHOOSE(2, 'a', 'b')"], ["UNIQUE(1, 2, 2, 3)"],
  ["TRANSPOSE([[1, 2], [3, 4]])"], ["CONVERT(1, 'lbm', 'kg')"], ["BIN2DEC(1010)"], ["DEC2HEX(255)"], ["BITAND(12, 10)"],
  ["BASE(255, 16)"], ["NORM.DIST(1, 0, 1, true)"], ["CORREL([1, 2, 3], [2, 4, 6])"], ["$$0", "2026-01-01"], ["$$0;", 1],
  ["1 +"], ["$$0.a.b", {}], ["null.x"], ["(() => { throw new RangeError('no') })()"], ["undefinedFunction(1)"], ["1 2"],
];

// Names that an expression of formula.js may use; any other is undefined.
const own = ["Array", "Date", "JSON", "Math", "Number", "Object", "RangeError", "String", "parseInt", "undefined"];
const visible = Object.assign(Object.create(null), Object.fromEntries(own.map((n) => [n, globalThis[n]])), formula);
const scope = new Proxy(visible, { has: () => true, get: (t, name) => t[name] });

function evaluateMath(source, values) {
  return compile(source).evaluate(new Map(values.map((v, i) => ["$$" + i, v])));
}

function evaluateFormula(source, values) {
  const names = values.map((_, i) => "$$" + i);
  const text = `with (scope) { return (function (${names.join(",")}) { "use strict"; return (${source.replace(/;$/, "")}\n); }) }`;
  return new Function("scope", text)(scope)(...values);
}

function plain(v) {
  const text = JSON.stringify(v, function (key, written) {
    const value = this[key];
    if (math.isMatrix(value)) return value.valueOf();
    return value instanceof Error ? value.message : written;
  });
  return text === undefined ? null : JSON.parse(text);
}

function expected(evaluate, cases) {
  return cases.map(([source, ...values]) => {
    const variables = values.map((v) => (v instanceof Date ? { $date: v.toISOString() } : v));
    try {
      return { source, variables, value: plain(evaluate(source, structuredClone(values))) };
    } catch (e) {
      return { source, variables, error: e.name, message: e.message };
    }
  });
}

const testdata = join(dirname(fileURLToPath(import.meta.url)), "..", "testdata");
const lines = (list) => "[\n" + list.map((c) => "  " + JSON.stringify(c)).join(",\n") + "\n]\n";
await writeFile(join(testdata, "math.json"), lines(expected(evaluateMath, mathCases)));
await writeFile(join(testdata, "formula.json"), lines(expected(evaluateFormula, formulaCases)));
