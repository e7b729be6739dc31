import { expect, test } from "vitest";
import type { Variable } from "../api/types";
import { engineFault, faults } from "./check-text";
import { complete } from "./complete";
import { functionsOf } from "./functions";
import { constant, flat, found, holes, plausible, shortName, sole, typed, unfolded, used } from "./variables";

const tree: Variable[] = [
  {
    name: "$context",
    title: "Trigger",
    path: "$context",
    type: "object",
    children: [
      {
        name: "data",
        title: "Record",
        path: "$context.data",
        type: "record",
        children: [
          { name: "amount", title: "Amount", path: "$context.data.amount", type: "number", sample: 12 },
          { name: "etat", title: "État", path: "$context.data.etat", type: "text" },
          { name: "lines", title: "Lines", path: "$context.data.lines", type: "list", lazy: true },
        ],
      },
    ],
  },
  { name: "$system", title: "System", path: "$system", type: "object", children: [] },
];
const known = flat(tree);

test("a tree is told flat, with the names from the root on", () => {
  expect(known.map((n) => n.names.join("/"))).toEqual([
    "Trigger",
    "Trigger/Record",
    "Trigger/Record/Amount",
    "Trigger/Record/État",
    "Trigger/Record/Lines",
    "System",
  ]);
});

test("searching ignores case and accents, and keeps what leads there", () => {
  const [root, ...more] = found(tree, "ETAT");
  expect(more).toEqual([]);
  expect(root?.children?.[0]?.children?.map((c) => c.name)).toEqual(["etat"]);
  expect(found(tree, "nowhere")).toEqual([]);
  expect(found(tree, " ")).toHaveLength(2);
});

test("parts that are asked for later find their place", () => {
  const parts: Variable[] = [{ name: "n", title: "N", path: "$context.data.lines.n", type: "number" }];
  expect(flat(unfolded(tree, "$context.data.lines", parts)).some((n) => n.path === "$context.data.lines.n")).toBe(true);
});

test("variables are found in texts as the server finds them", () => {
  expect(holes("a {{ $context.data.amount }} b {{x:0}}", "template").map((h) => [h.from, h.to, h.path])).toEqual([
    [2, 28, "$context.data.amount"],
    [31, 38, "x"],
  ]);
  expect(holes("{{a b}} {{ a.b }} {{}} {{a+b}}", "expression").map((h) => h.path)).toEqual(["a.b"]);
  expect(sole(" {{a.b}} ")).toBe("a.b");
  expect(sole("{{a}}{{b}}")).toBeUndefined();
  expect(sole(3)).toBeUndefined();
  expect(used({ a: ["{{x}} {{y}}"], "{{z}}": { b: "{{x}}", c: 1, d: null } })).toEqual(["x", "y", "z"]);
});

test("variables are called by what people call them", () => {
  expect(shortName(known, "$context.data.amount")).toBe("Record › Amount");
  expect(shortName(known, "ctx.$context.data.amount")).toBe("Record › Amount");
  expect(shortName(known, "$context.data.lines.0.price")).toBe("Record › Lines › 0 › price");
  expect(shortName(known, "$nothing.here")).toBe("$nothing.here");
});

test("a path that cannot be right is told from one that may be", () => {
  expect(plausible(known, "$context.data.amount")).toBe(true);
  expect(plausible(known, "$context.data.lines.price")).toBe(true);
  expect(plausible(known, "$context.data.price")).toBe(false);
  expect(plausible(known, "$elsewhere.x")).toBe(false);
});

test("constants are typed as people type them", () => {
  expect([constant("12"), constant("007"), constant("true"), constant("null"), constant(" "), constant("x")]).toEqual([
    12,
    "007",
    true,
    null,
    " ",
    "x",
  ]);
  expect([typed(12), typed("a"), typed(undefined), typed({ a: 1 })]).toEqual(["12", "a", "", '{"a":1}']);
});

test("variables are offered after a brace, best fit first", () => {
  const at = (text: string) => complete(text, text.length, "expression", "math.js", known, false);
  expect(at("1 + {am")).toEqual({
    from: 4,
    options: [
      {
        label: "Trigger › Record › Amount",
        insert: "{{$context.data.amount}}",
        kind: "variable",
        type: "number",
        detail: "$context.data.amount",
      },
    ],
  });
  expect(at("{{")?.options.map((o) => o.detail)).toContain("$context.data");
  expect(at("{{")?.options.map((o) => o.detail)).not.toContain("$system");
  expect(at("$context.data.e")?.from).toBe(0);
});

test("functions are offered in expressions, and nothing unasked in texts", () => {
  const functions = (engine: string, text: string) =>
    complete(text, text.length, "expression", engine, [], false)?.options.map((o) => o.insert);
  expect(functions("math.js", "2 * rou")).toEqual(["round("]);
  expect(functions("formula.js", "ROU")).toEqual(["ROUND(", "ROUNDDOWN(", "ROUNDUP("]);
  expect(functions("math.js", "p")).toContain("pi");
  expect(functions("string", "rou")).toBeUndefined();
  expect(complete("amo", 3, "template", "", known, false)).toBeUndefined();
  expect(complete("amo", 3, "template", "", known, true)?.options).toHaveLength(1);
});

test("every function is told once", () => {
  for (const engine of ["math.js", "formula.js"]) {
    const list = functionsOf(engine).map((f) => f.name);
    expect(new Set(list).size).toBe(list.length);
    expect(list.length).toBeGreaterThan(60);
  }
});

test("faults are seen before anything is computed", () => {
  const codes = (text: string) => faults(text, "expression", known).map((f) => [f.code, f.from, f.about]);
  expect(codes("round({{$context.data.amount}}, 2)")).toEqual([]);
  expect(codes("round({{$context.data.amount}}")).toEqual([["bracket", 5, "("]]);
  expect(codes("1)")).toEqual([["bracket", 1, ")"]]);
  expect(codes('concat("a)", "b)')).toEqual([["quote", 13, '"']]);
  expect(codes("[1, 2]'")).toEqual([]);
  expect(codes("{{$context.data.price}}")).toEqual([["variable", 0, "$context.data.price"]]);
  expect(faults("(half a smile", "template", known)).toEqual([]);
});

test("what the engine says is shown at its place, with the names of variables", () => {
  const text = "round({{$context.data.amount}} * , 2)";
  const fault = engineFault(text, "SyntaxError: Value expected (char 13)", (p) => shortName(known, p));
  expect(text.slice(fault.from, fault.to)).toBe(",");
  expect(fault.about).toBe("SyntaxError: Value expected");
  const named = engineFault("{{$context.data.amount}}()", "Error: $$0 is no function", (p) => shortName(known, p));
  expect(named.about).toBe("Error: “Record › Amount” is no function");
  expect([named.from, named.to]).toEqual([0, 26]);
});
