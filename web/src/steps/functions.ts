/** A function or constant of an expression engine. */
export interface EngineFunction {
  name: string;
  /** Whether it is called with arguments. */
  call: boolean;
  /** Its arguments, as people read them. */
  signature: string;
}

const math = `abs(x) add(x, y) cbrt(x) ceil(x, n) cube(x) divide(x, y) exp(x) fix(x) floor(x, n) gcd(a, b) hypot(a, b) lcm(a, b)
log(x, base) log10(x) log2(x) mod(x, y) multiply(x, y) pow(x, y) round(x, n) sign(x) sqrt(x) square(x) subtract(x, y)
unaryMinus(x) max(a, b) mean(a, b) median(a, b) min(a, b) mode(a, b) prod(a, b) quantileSeq(list, p) std(list) sum(a, b)
variance(list) count(list) concat(a, b) size(list) sort(list) flatten(list) range(start, end) subset(list, index)
equal(x, y) unequal(x, y) larger(x, y) largerEq(x, y) smaller(x, y) smallerEq(x, y) compare(x, y) equalText(x, y)
and(x, y) or(x, y) not(x) xor(x, y) isInteger(x) isNegative(x) isNumeric(x) isPositive(x) isZero(x) isNaN(x)
number(x) string(x) boolean(x) format(x, n) typeOf(x) sin(x) cos(x) tan(x) asin(x) acos(x) atan(x) atan2(y, x)
factorial(n) combinations(n, k) permutations(n, k) random() randomInt(min, max) unit(x) to(x, unit)`;

const formula = `ABS(x) AVERAGE(a, b) AVERAGEIF(range, criteria) CEILING(x, step) COUNT(a, b) COUNTA(a, b) COUNTBLANK(range)
COUNTIF(range, criteria) EXP(x) FLOOR(x, step) INT(x) LARGE(range, k) LN(x) LOG(x, base) LOG10(x) MAX(a, b) MEDIAN(a, b) MIN(a, b)
MOD(x, y) POWER(x, y) PRODUCT(a, b) QUOTIENT(x, y) RAND() RANDBETWEEN(low, high) ROUND(x, n) ROUNDDOWN(x, n) ROUNDUP(x, n)
SIGN(x) SMALL(range, k) SQRT(x) SUM(a, b) SUMIF(range, criteria) SUMPRODUCT(a, b) TRUNC(x, n)
AND(a, b) OR(a, b) NOT(x) XOR(a, b) IF(test, then, else) IFS(test, value) IFERROR(x, other) SWITCH(x, case, value) TRUE() FALSE()
CHAR(n) CLEAN(text) CODE(text) CONCATENATE(a, b) EXACT(a, b) FIND(part, text) LEFT(text, n) LEN(text) LOWER(text)
MID(text, start, n) PROPER(text) REPLACE(text, start, n, new) REPT(text, n) RIGHT(text, n) SEARCH(part, text)
SUBSTITUTE(text, old, new) TEXT(x, format) TRIM(text) UPPER(text) VALUE(text)
DATE(year, month, day) DATEVALUE(text) DAY(date) DAYS(end, start) EDATE(date, months) EOMONTH(date, months) HOUR(time)
MINUTE(time) MONTH(date) NETWORKDAYS(start, end) NOW() SECOND(time) TIME(hour, minute, second) TODAY() WEEKDAY(date)
WEEKNUM(date) WORKDAY(start, days) YEAR(date) YEARFRAC(start, end) ISBLANK(x) ISERROR(x) ISEVEN(n) ISLOGICAL(x) ISNUMBER(x)
ISODD(n) ISTEXT(x) CHOOSE(n, a, b) MATCH(x, range) FV(rate, n, payment) PMT(rate, n, value) PV(rate, n, payment)`;

const constants: Record<string, string> = { "math.js": "pi e true false null", "formula.js": "true false null" };

function parse(text: string): EngineFunction[] {
  return [...text.matchAll(/(\w+)\(([^)]*)\)/g)].map((m) => ({
    name: m[1] ?? "",
    call: true,
    signature: `${m[1]}(${m[2]})`,
  }));
}

const engines: Record<string, EngineFunction[]> = Object.fromEntries(
  Object.entries({ "math.js": math, "formula.js": formula }).map(([engine, text]) => [
    engine,
    [
      ...parse(text),
      ...(constants[engine] ?? "").split(" ").map((name) => ({ name, call: false, signature: "" })),
    ].sort((a, b) => a.name.localeCompare(b.name)),
  ]),
);

/** What an engine offers besides variables; nothing for those that only fill in variables. */
export function functionsOf(engine: string): readonly EngineFunction[] {
  return engines[engine] ?? [];
}
