// The engine math.js: the expression language of mathjs, without the functions that its documentation names as
// dangerous for texts of others.

const math = library.create(library.all, {});
const { compile } = math;

const refused = {};
for (const name of [
  "import", "createUnit", "reviver", "evaluate", "parse", "compile", "parser", "simplify", "simplifyCore",
  "simplifyConstant", "derivative", "rationalize", "resolve", "help", "chain", "config",
]) {
  refused[name] = () => {
    throw new ErrorType(`Function ${name} is disabled`);
  };
}
math.import(refused, { override: true });

// mathjs makes many of its functions when they are first used, so they are used before everything is frozen.
for (const text of [
  "1 + 2 * 3 / 4 - 5 ^ 2 % 3", "[1, 2; 3, 4] * [5, 6; 7, 8]", "sum([1, 2]) > 1 and not (2 == 3)", "sqrt(-4)",
  "a = 1; b = a ? 2 : 3", "f(x) = x + 1; f(2)", "map([1, 2], f(x) = x * 2)", "concat(\"a\", \"b\")", "round(1.23456, 2)",
  "bignumber(1) / 3", "fraction(1, 3) + 1", "5 cm to inch", "{a: 1}.a", "mean(1, 2)", "equalText(\"a\", \"b\")", "[1, 2, 3][2]",
]) {
  compile(text).evaluate(new Map());
}

const { isMatrix } = math;
const plain = (v) => (isMatrix(v) ? v.valueOf() : v);

lockDown([math.expression.mathWithTransform]);

return {
  compile: (source) => compile(source),
  run: (expression, variables, limit) => {
    const values = decode(variables);
    const scope = new Map();
    for (let i = 0; i < values.length; i++) scope.set("$$" + i, values[i]);
    return encode(expression.evaluate(scope), limit, plain);
  },
};
