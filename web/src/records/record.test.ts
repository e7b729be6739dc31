import { expect, test } from "vitest";
import type { Collection, Field } from "../api/types";
import { appendsOf, labelOf, submitted, valueAt } from "./record";

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

const base = {
  title: null,
  description: null,
  hidden: false,
  inherit: false,
  sort: null,
  createdAt: false,
  createdBy: false,
  updatedAt: false,
  updatedBy: false,
  unavailableActions: [],
};

const owner = field("owner", { type: "belongsTo", target: "people" });
const tags = field("tags", { type: "belongsToMany", target: "people", targetKey: "code" });
const tasks: Collection = {
  ...base,
  name: "tasks",
  key: "t",
  filterTargetKey: "id",
  fields: [field("title", {}), owner, tags],
};
const people: Collection = {
  ...base,
  name: "people",
  key: "p",
  filterTargetKey: "id",
  fields: [
    field("id", { type: "bigInt", primaryKey: true }),
    field("name", {}),
    field("boss", { type: "belongsTo", target: "people" }),
  ],
};
const all = [tasks, people];

test("relations that are shown are loaded, each once", () => {
  expect(appendsOf(all, "tasks", ["title", "owner", "owner.name", "owner.boss.name", "nothing"])).toEqual([
    "owner.boss",
  ]);
  expect(appendsOf(all, "tasks", ["title"])).toEqual([]);
});

test("relations go as the keys by which they refer", () => {
  expect(submitted(owner, { id: 3, name: "Ada" }, all)).toBe(3);
  expect(submitted(owner, null, all)).toBe(null);
  expect(submitted(tags, [{ code: "a" }, "b"], all)).toEqual(["a", "b"]);
  expect(submitted(field("title", {}), "", all)).toBe(null);
});

test("records are called by their first text, else by their key", () => {
  expect(labelOf(people, { id: 3, name: "Ada" })).toBe("Ada");
  expect(labelOf(people, { id: 3, name: null })).toBe("3");
  expect(valueAt({ owner: { boss: { name: "Bo" } } }, "owner.boss.name")).toBe("Bo");
  expect(valueAt({ owner: null }, "owner.boss")).toBe(undefined);
});
