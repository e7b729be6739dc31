import { describe, expect, test } from "vitest";
import type { Collection, Field } from "../api/types";
import { consequencesOf } from "./consequence";
import { asKind, changesOf, definitionOf, draftOf, newDraft, problemsOf } from "./draft";
import type { FieldDraft } from "./field-draft";
import { kindIds, kindOf, kindOfField } from "./kinds";
import { relationOptions } from "./relation-draft";

const collection = (name: string, fields: Partial<Field>[] = []) =>
  ({ key: `k-${name}`, name, title: name, fields }) as unknown as Collection;

const orders = collection("orders", [{ name: "id" }, { name: "number" }]);
const customers = collection("customers", [{ name: "id" }, { name: "ordersId" }]);
const all = [orders, customers];

const draft = (part: Partial<FieldDraft>): FieldDraft => ({ ...newDraft(part.kind ?? "text"), ...part });

const state = {
  name: "state",
  type: "string",
  interface: "select",
  description: null,
  collectionName: "orders",
  unique: true,
  defaultValue: "new",
  uiSchema: { title: "State", enum: [{ value: "new", label: "New", color: "blue" }, "sent"] },
  validation: { type: "string", rules: [{ name: "required" }, { name: "max", args: { limit: 9 } }] },
} as unknown as Field;

describe("a new field", () => {
  test("is a definition with what was entered, and nothing else", () => {
    const made = draft({ title: " Due on ", name: "dueOn", kind: "date", type: "dateOnly", required: true });
    expect(definitionOf(made, orders, all)).toEqual({
      name: "dueOn",
      type: "dateOnly",
      interface: "date",
      uiSchema: { title: "Due on" },
      validation: { type: "date", rules: [{ name: "required" }] },
    });
  });

  test("takes rules with the arguments that the server knows", () => {
    const rules = [
      { name: "min", arg: "3" },
      { name: "pattern", arg: "^A" },
      { name: "email", arg: "" },
    ] as const;
    expect(definitionOf(draft({ title: "A", name: "a", rules: [...rules] }), orders, all).validation).toEqual({
      type: "string",
      rules: [{ name: "min", args: { limit: 3 } }, { name: "pattern", args: { regex: "^A" } }, { name: "email" }],
    });
  });

  test("keeps what both kinds have when it becomes another kind", () => {
    const was = draft({
      kind: "select",
      title: "State",
      choices: [{ value: "a", label: "A", color: "red" }],
      unique: true,
    });
    const is = asKind(was, "multipleSelect");
    expect(is).toMatchObject({ title: "State", type: "array", choices: was.choices, unique: false });
    expect(asKind(is, "integer").choices).toEqual([]);
  });
});

describe("a field that exists", () => {
  test("is read as it stands, and unchanged there is nothing to send", () => {
    const read = draftOf(state);
    expect(read).toMatchObject({
      kind: "select",
      title: "State",
      required: true,
      unique: true,
      defaultValue: "new",
      rules: [{ name: "max", arg: "9" }],
    });
    expect(read.choices.map((c) => c.value)).toEqual(["new", "sent"]);
    expect(changesOf(read, state)).toEqual({});
  });

  test("sends only what was changed", () => {
    const changed = { ...draftOf(state), title: "Status", unique: false };
    expect(changesOf(changed, state)).toEqual({ uiSchema: { title: "Status" }, unique: false });
  });

  test("sends null for what was emptied", () => {
    const changed = { ...draftOf(state), required: false, rules: [], defaultValue: undefined };
    expect(changesOf(changed, state)).toEqual({ validation: null, defaultValue: null });
  });
});

describe("a relation", () => {
  const belongs = draft({ kind: "belongsTo", title: "Customer", name: "customer" });

  test("brings its key and the field on the other side", () => {
    const relation = { ...belongs.relation, target: "customers", reverseTitle: "Orders", reverseName: "orders" };
    expect(relationOptions({ ...belongs, relation }, orders, all)).toEqual({
      target: "customers",
      foreignKey: "customerId",
      reverseField: { name: "orders", type: "hasMany", uiSchema: { title: "Orders" } },
    });
  });

  test("gets a key that the holder does not have yet", () => {
    const many = draft({ kind: "hasMany", title: "Customers", name: "customers" });
    const relation = { ...many.relation, target: "customers", reverse: false };
    expect(relationOptions({ ...many, relation }, orders, all)).toMatchObject({ foreignKey: "ordersId2" });
  });

  test("to many has a collection in between, with two keys also where it leads to itself", () => {
    const many = draft({ kind: "belongsToMany", title: "Related", name: "related" });
    const relation = { ...many.relation, target: "orders", reverse: false };
    expect(relationOptions({ ...many, relation }, orders, all)).toEqual({
      target: "orders",
      foreignKey: "ordersId",
      through: "ordersRelated",
      otherKey: "relatedOtherId",
    });
  });
});

describe("what is wrong with a form", () => {
  test("is told by entry", () => {
    const bad = draft({ kind: "select", name: "Number", rules: [{ name: "max", arg: "" }] });
    expect(problemsOf(bad, ["number"], true)).toEqual({
      title: "titleMissing",
      name: "nameTaken",
      choices: "choicesMissing",
      rules: "ruleEmpty",
    });
    expect(problemsOf(draft({ kind: "belongsTo", title: "A", name: "a" }), [], true)).toEqual({
      target: "targetMissing",
      reverseTitle: "reverseMissing",
    });
  });
});

describe("consequences", () => {
  test("are about records that do not fit", () => {
    const before = draftOf({ ...state, unique: false, validation: {} } as Field);
    const after = {
      ...before,
      required: true,
      unique: true,
      choices: before.choices.slice(0, 1),
      rules: [{ name: "min" as const, arg: "2" }],
    };
    expect(consequencesOf(after, { ...state, unique: false, validation: {} } as Field)).toEqual([
      { what: "unique", filter: { state: { $notEmpty: true } } },
      { what: "required", filter: { state: { $empty: true } } },
      { what: "choices", filter: { state: { $in: ["sent"] } } },
      { what: "rules" },
    ]);
  });

  test("there are none of a new title", () => {
    expect(consequencesOf({ ...draftOf(state), title: "Status" }, state)).toEqual([]);
  });
});

test("every kind is found again from what it makes", () => {
  for (const kind of kindIds) {
    for (const type of kindOf(kind).types) expect(kindOfField({ type, interface: kindOf(kind).interface })).toBe(kind);
  }
});
