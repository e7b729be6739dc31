import { expect, test } from "vitest";
import type { ConfigSchema } from "../api/types";
import {
  belongs,
  collectionOf,
  differences,
  entriesOf,
  initialConfig,
  kindOf,
  missing,
  newItem,
  same,
  withMember,
} from "./form-model";

const condition: ConfigSchema = {
  type: "object",
  "x-order": ["rejectOnFalse", "engine", "calculation", "expression", "secret"],
  required: ["rejectOnFalse"],
  properties: {
    engine: { type: "string", enum: ["basic", "math.js"], default: "basic" },
    rejectOnFalse: { type: "boolean", default: true, "x-labels": ["End", "Branch"] },
    calculation: { "x-as": "calculation", "x-when": { engine: ["basic"] } },
    expression: { type: "string", "x-as": "expression", "x-when": { engine: ["math.js"] } },
    secret: { type: "boolean", "x-hidden": true },
  },
};

const around = (root: Record<string, unknown>, rootSchema: ConfigSchema = condition) => ({ root, rootSchema });
const names = (schema: ConfigSchema, value: Record<string, unknown>, more = around(value, schema)) =>
  entriesOf(schema, value, "", more).map((e) => `${e.path}:${e.kind}`);

test("the schema alone decides how a setting is asked for", () => {
  const cases: [ConfigSchema, string][] = [
    [{ type: "string", "x-as": "collection" }, "collection"],
    [{ type: "string", "x-as": "uid" }, "hidden"],
    [{ type: "string", "x-as": "something new" }, "text"],
    [{ type: "array", items: { type: "string", enum: ["a"] }, "x-as": "actions" }, "choices"],
    [{ type: "array", items: { type: "string" } }, "texts"],
    [{ type: "array", items: { properties: {} }, "x-as": "branches" }, "list"],
    [{ type: "array" }, "json"],
    [{ properties: {} }, "group"],
    [{ properties: {}, "x-optional": true }, "optional"],
    [{ type: "integer", enum: [0, 1] }, "choice"],
    [{ type: "integer" }, "number"],
    [{ type: "boolean" }, "switch"],
    [{ type: "boolean", "x-labels": ["a", "b"] }, "yesNo"],
    [{}, "json"],
  ];
  for (const [schema, kind] of cases) expect(kindOf(schema), JSON.stringify(schema)).toBe(kind);
});

test("settings stand in the server's order, and only those that count", () => {
  expect(names(condition, {})).toEqual(["rejectOnFalse:yesNo", "engine:choice", "calculation:calculation"]);
  expect(names(condition, { engine: "math.js" })).toEqual([
    "rejectOnFalse:yesNo",
    "engine:choice",
    "expression:expression",
  ]);
});

test("a setting may depend on the root and on the configuration around", () => {
  const inner: ConfigSchema = { properties: { page: { type: "integer", "x-when": { "/multiple": ["true"] } } } };
  const root: ConfigSchema = { properties: { multiple: { type: "boolean" }, params: inner } };
  expect(entriesOf(inner, {}, "params", around({ multiple: true }, root)).map((e) => e.path)).toEqual(["params.page"]);
  expect(entriesOf(inner, {}, "params", around({}, root))).toEqual([]);
  const run: ConfigSchema = { properties: { data: { "x-as": "record", "x-when": { "@type": ["0", "1"] } } } };
  const outer = (type: number) => ({ root: {}, rootSchema: run, outer: { type } });
  expect(entriesOf(run, {}, "", outer(1))).toHaveLength(1);
  expect(entriesOf(run, {}, "", outer(2))).toHaveLength(0);
});

test("what must be given and is not is found where it stands", () => {
  const schema: ConfigSchema = {
    required: ["collection"],
    properties: {
      collection: { type: "string", "x-as": "collection" },
      params: { type: "object", required: ["filter"], properties: { filter: { "x-as": "filter" } } },
    },
  };
  expect(missing(schema, {}, around({}, schema))).toEqual(["collection", "params.filter"]);
  expect(missing(schema, { collection: "a", params: { filter: {} } }, around({}, schema))).toEqual([]);
  expect(initialConfig(condition)).toEqual({ rejectOnFalse: true });
});

test("a refusal belongs to the setting that it names, or that asks for what it names", () => {
  expect(belongs("expression", { path: "expression", kind: "expression" })).toBe(true);
  expect(belongs("params.values.title", { path: "params.values", kind: "values" })).toBe(true);
  expect(belongs("actions[1]", { path: "actions", kind: "choices" })).toBe(true);
  expect(belongs("conditions[0].engine", { path: "conditions", kind: "list" })).toBe(false);
  expect(belongs("params.values", { path: "params", kind: "group" })).toBe(false);
  expect(belongs("expressions", { path: "expression", kind: "expression" })).toBe(false);
});

test("new items have an identity and their defaults", () => {
  const items: ConfigSchema = {
    properties: { uid: { type: "string", "x-as": "uid" }, engine: { type: "string", default: "basic" }, title: {} },
  };
  expect(newItem(items, () => "u1")).toEqual({ uid: "u1", engine: "basic" });
});

test("members are set and taken away without touching the rest", () => {
  const before = { a: 1, b: 2 };
  expect(withMember(before, "a", 3)).toEqual({ a: 3, b: 2 });
  expect(withMember(before, "a", undefined)).toEqual({ b: 2 });
  expect(before).toEqual({ a: 1, b: 2 });
});

test("a form is about the collection that its configuration names", () => {
  const schema: ConfigSchema = { properties: { where: { type: "string", "x-as": "collection" } } };
  expect(collectionOf(schema, { where: "main:posts" })).toBe("posts");
  expect(collectionOf(schema, {})).toBe("");
  expect(collectionOf(condition, {})).toBe("");
});

test("what differs is told setting by setting", () => {
  expect(same({ a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] })).toBe(true);
  expect(same({ a: undefined }, {})).toBe(false);
  expect(same([1], { 0: 1 })).toBe(false);
  expect(differences({ a: 1, p: { x: 1, y: [1] } }, { a: 1, p: { x: 2, y: [2] }, n: true })).toEqual([
    { path: "n", a: undefined, b: true },
    { path: "p.x", a: 1, b: 2 },
    { path: "p.y", a: [1], b: [2] },
  ]);
});
