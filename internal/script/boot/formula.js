// The engine formula.js: an expression is JavaScript that sees the functions of Formula.js, its variables and the
// harmless part of the language's own names. Every other name is undefined.

// Lists longer than this can only be sparse; walking them would take minutes without a chance to interrupt.
const longestList = 5_000_000;

function guardListMethods() {
  const proto = Array.prototype;
  const { apply } = Reflect;
  for (const name of ownKeys(proto)) {
    const d = getOwnPropertyDescriptor(proto, name);
    if (typeof d.value !== "function" || name === "constructor") continue;
    const method = d.value;
    const guarded = {
      [name](...args) {
        if (this !== null && this !== undefined && this.length > longestList) throw new RangeError("the list is too long");
        return apply(method, this, args);
      },
    }[name];
    defineProperty(proto, name, { ...d, value: guarded });
  }
}

const names = { __proto__: null, undefined, NaN, Infinity };
for (const name of [
  "Array", "BigInt", "Boolean", "Date", "Error", "EvalError", "JSON", "Map", "Math", "Number", "Object", "RangeError",
  "ReferenceError", "RegExp", "Set", "String", "Symbol", "SyntaxError", "TypeError", "URIError", "decodeURI",
  "decodeURIComponent", "encodeURI", "encodeURIComponent", "isFinite", "isNaN", "parseFloat", "parseInt",
]) {
  names[name] = globalThis[name];
}
for (const name of ownKeys(library)) {
  if (name !== "utils" && name !== "default" && typeof name === "string") names[name] = library[name];
}

guardListMethods();
lockDown([library, names]);

// Stands between an expression and the global names: it claims to have every name.
const scope = new Proxy(names, {
  has: () => true,
  get: (target, name) => target[name],
  set: (target, name) => {
    throw new TypeError(`cannot assign to ${String(name)}`);
  },
});

const asIs = (v) => v;

return {
  // factory is function (scope) { with (scope) { return function ($$0, …) { "use strict"; return (…) } } }
  compile: (factory) => factory(scope),
  run: (expression, variables, limit) => encode(expression(...decode(variables)), limit, asIs),
};
