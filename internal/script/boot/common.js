// Runs first in every VM, inside the loader function and after a library's bundle. It defines what both engines share.
// Everything is captured in this closure before a user's expression runs; user code never sees these names.

const { freeze, getPrototypeOf, getOwnPropertyDescriptor, defineProperty, hasOwn } = Object;
const { ownKeys } = Reflect;
const parseJSON = JSON.parse;
const writeJSON = JSON.stringify;
const DateType = Date;
const ErrorType = Error;
const PromiseType = Promise;

// Built-in objects that no global name leads to.
function hiddenIntrinsics() {
  const list = [
    function () {}, function* () {}, async function () {}, async function* () {}, async () => {},
    [][Symbol.iterator](), ""[Symbol.iterator](), new Map().entries(), new Set().values(), "".matchAll(/x/g),
    (function* () {})(), new Uint8Array(0), [].entries(), new Proxy({}, {}),
  ];
  const out = [];
  for (let o of list) {
    while ((o = getPrototypeOf(o)) !== null) out.push(o);
  }
  return out;
}

// Replaces the ways from a function to a compiler of texts.
function closeConstructors() {
  const refuse = function () {
    throw new TypeError("code cannot be made from text");
  };
  for (const f of [function () {}, function* () {}, async function () {}, async function* () {}]) {
    const proto = getPrototypeOf(f);
    defineProperty(proto, "constructor", { value: refuse, writable: true, configurable: true, enumerable: false });
  }
}

// Names that objects commonly define for themselves although a prototype has them too. A frozen prototype would
// forbid obj.toString = …, so these become accessors that define the property on the object.
const overridable = ["toString", "toLocaleString", "valueOf", "hasOwnProperty", "name", "message", "toJSON"];

function allowOverride(proto) {
  for (const name of overridable) {
    const d = getOwnPropertyDescriptor(proto, name);
    if (d === undefined || !d.configurable || !("value" in d)) continue;
    const value = d.value;
    defineProperty(proto, name, {
      configurable: false,
      enumerable: false,
      get() { return value; },
      set(v) {
        if (this === proto || this === null || typeof this !== "object" && typeof this !== "function") {
          throw new TypeError("built-in objects cannot be changed");
        }
        defineProperty(this, name, { value: v, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

// Freezes everything that can be reached from the roots, so that no expression can change what a later one sees.
function harden(roots) {
  const seen = new Set();
  const work = [...roots];
  while (work.length > 0) {
    const o = work.pop();
    if (o === null || typeof o !== "object" && typeof o !== "function" || seen.has(o)) continue;
    seen.add(o);
    work.push(getPrototypeOf(o));
    for (const key of ownKeys(o)) {
      const d = getOwnPropertyDescriptor(o, key);
      if (d === undefined) continue;
      if ("value" in d) work.push(d.value);
      else work.push(d.get, d.set);
    }
    if (!ArrayBuffer.isView(o)) freeze(o);
  }
}

function lockDown(more) {
  const hidden = hiddenIntrinsics();
  closeConstructors();
  const protos = new Set(hidden);
  for (const name of ownKeys(globalThis)) {
    const v = getOwnPropertyDescriptor(globalThis, name).value;
    if (typeof v === "function" && typeof v.prototype === "object" && v.prototype !== null) protos.add(v.prototype);
  }
  for (const p of protos) allowOverride(p);
  harden([...hidden, globalThis, ...more]);
}

// The variables of one call: [values, indexes of dates].
function decode(text) {
  const [values, dates] = parseJSON(text);
  for (const i of dates) values[i] = new DateType(values[i]);
  return values;
}

// The JSON text of a result, or "" when it is longer than limit. convert turns a library's own types into plain ones.
// JSON.stringify has called toJSON by the time of the replacer; its holder still has the value itself.
function encode(result, limit, convert) {
  const text = writeJSON(result, function (key, v) {
    const own = this[key];
    const plain = convert(own);
    if (plain !== own) return plain;
    if (typeof own === "bigint") return own >= -9007199254740991n && own <= 9007199254740991n ? Number(own) : String(own);
    if (own instanceof ErrorType) return String(own.message);
    if (own instanceof PromiseType) throw new TypeError("an expression cannot be asynchronous");
    return v;
  });
  if (text === undefined) return "null";
  return text.length > limit ? "" : text;
}
