import { describe, expect, test, vi } from "vitest";
import type { Collection, Field } from "../api/types";
import { type Group, isComplete, places, read, write } from "./filter";

// What the modules ask of a browser when they are loaded.
vi.hoisted(() => vi.stubGlobal("window", { addEventListener: () => {} }));

const field = (name: string, more: Partial<Field>): Field => ({
  name,
  key: name,
  type: "string",
  collectionName: "",
  description: null,
  interface: null,
  parentKey: null,
  reverseKey: null,
  sort: null,
  ...more,
});

const collection = (name: string, fields: Field[]): Collection => ({
  name,
  key: name,
  title: null,
  description: null,
  filterTargetKey: "id",
  hidden: false,
  inherit: false,
  sort: null,
  createdAt: false,
  createdBy: false,
  updatedAt: false,
  updatedBy: false,
  unavailableActions: [],
  fields,
});

const all = [
  collection("tasks", [
    field("id", { type: "snowflakeId", primaryKey: true }),
    field("title", {}),
    field("state", { uiSchema: { enum: [{ value: "open", label: "Open" }] } }),
    field("hours", { type: "double" }),
    field("due", { type: "dateOnly" }),
    field("ownerId", { type: "bigInt", isForeignKey: true }),
    field("owner", { type: "belongsTo", target: "people", foreignKey: "ownerId" }),
  ]),
  collection("people", [field("id", { type: "snowflakeId", primaryKey: true }), field("name", {})]),
];

const of = (...members: Group["members"]): Group => ({ match: "all", members });

describe("a filter from conditions", () => {
  test.each<[string, Group, object | undefined]>([
    ["none", of(), undefined],
    ["one that is not finished", of({ path: "title", op: "$includes", value: "" }), undefined],
    ["one", of({ path: "title", op: "$includes", value: "a" }), { $and: [{ title: { $includes: "a" } }] }],
    ["one without a value", of({ path: "due", op: "$empty", value: null }), { $and: [{ due: { $empty: true } }] }],
    ["a related record", of({ path: "owner", op: "$in", value: [7] }), { $and: [{ "owner.id": { $in: [7] } }] }],
    [
      "whether there is one",
      of({ path: "owner", op: "$exists", value: null }),
      { $and: [{ owner: { $exists: true } }] },
    ],
    [
      "a group",
      of(
        { path: "hours", op: "$gt", value: 1 },
        {
          match: "any",
          members: [
            { path: "owner.name", op: "$eq", value: "Ada" },
            { path: "title", op: "$empty", value: null },
          ],
        },
      ),
      { $and: [{ hours: { $gt: 1 } }, { $or: [{ "owner.name": { $eq: "Ada" } }, { title: { $empty: true } }] }] },
    ],
  ])("%s", (_, group, want) => {
    const filter = write(group, all, "tasks");
    expect(filter).toEqual(want);
    if (filter && group.members.every((m) => "members" in m || isComplete(m))) {
      expect(read(filter, all, "tasks")).toEqual(group);
    }
  });
});

describe("conditions of a filter", () => {
  test.each<[string, object | null, Group | undefined]>([
    ["nothing", null, of()],
    ["a value", { title: "x" }, of({ path: "title", op: "$eq", value: "x" })],
    ["a value of a choice", { state: "open" }, of({ path: "state", op: "$in", value: ["open"] })],
    [
      "two of one field",
      { hours: { $gt: 1, $lt: 5 } },
      of({ path: "hours", op: "$gt", value: 1 }, { path: "hours", op: "$lt", value: 5 }),
    ],
    ["a nested relation", { owner: { name: { $eq: "A" } } }, of({ path: "owner.name", op: "$eq", value: "A" })],
    ["a related key", { owner: { id: { $eq: 3 } } }, of({ path: "owner", op: "$in", value: [3] })],
    ["a negation", { $not: { title: "x" } }, undefined],
    ["an unknown field", { nothing: 1 }, undefined],
    ["an operator of other fields", { title: { $dateOn: "2026-01-01" } }, undefined],
  ])("%s", (_, filter, want) => {
    expect(read(filter as Record<string, unknown> | null, all, "tasks")).toEqual(want);
  });
});

test("fields are offered with those of related records, keys last, columns of relations not at all", () => {
  expect(places(all, "tasks").map((p) => p.path)).toEqual([
    "title",
    "state",
    "hours",
    "due",
    "owner",
    "id",
    "owner.name",
    "owner.id",
  ]);
});
