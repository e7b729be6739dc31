// The engine formula.js: an expression is JavaScript that sees the functions of Formula.js, its variables and the
// harmless part of the language's own names. Every other name is undefined.

const { isArray } = Array;

// Lists longer than this can only be sparse. The engine's own list functions would walk them for minutes without
// looking at the time, so they are refused such lists.
const longestList = 5_000_000;

function checkLength(list) {
  if (list !== null && typeof list === "object" && list.length > longestList) throw new RangeError("the list is too long");
}

// Array.prototype.flat, in a loop that can be interrupted.
function flatten(list, depth, into) {
  checkLength(list);
  for (let i = 0; i < list.length; i++) {
    if (!hasOwn(list, i)) continue;
    if (depth > 0 && isArray(list[i])) flatten(list[i], depth - 1, into);
    else into[into.length] = list[i];
  }
  return into;
}

function guardListMethods() {
  const proto = Array.prototype;
  const { apply } = Reflect;
  const own = {
    flat(depth = 1) { return flatten(this, depth, []); },
    flatMap(callback, thisArg) { return flatten(this.map(callback, thisArg), 1, []); },
  };
  for (const name of ownKeys(proto)) {
    const d = getOwnPropertyDescriptor(proto, name);
    if (typeof d.value !== "function" || name === "constructor") continue;
    const method = own[name] ?? d.value;
    const guarded = {
      [name](...args) {
        checkLength(this);
        for (let i = 0; i < args.length; i++) if (isArray(args[i])) checkLength(args[i]);
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
lockDown([library.utils, names]);

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
