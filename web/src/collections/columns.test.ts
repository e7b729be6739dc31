import { expect, test } from "vitest";
import type { Field } from "../api/types";
import { chosenColumns, columnsOf, readNames, writeNames } from "./columns";

const field = (name: string, more: Partial<Field> = {}) => ({ name, type: "string", ...more }) as Field;
const names = (list: readonly Field[]) => list.map((f) => f.name);
const all = columnsOf([
  field("id", { primaryKey: true, type: "snowflakeId" }),
  field("createdAt", { interface: "createdAt" }),
  field("title"),
  field("lines", { type: "hasMany" }),
  field("state"),
]);

test("what the system notes and the key come last, and lists of records not at all", () => {
  expect(names(all)).toEqual(["title", "state", "createdAt", "id"]);
});

test("columns keep their order, whatever the order in which they were chosen", () => {
  expect(names(chosenColumns(all, readNames("id,title")))).toEqual(["title", "id"]);
});

test("columns that are gone do not leave an empty grid", () => {
  expect(names(chosenColumns(all, ["gone"]))).toEqual(names(all));
  expect(names(chosenColumns(all, readNames("gone,state")))).toEqual(["state"]);
  expect(names(chosenColumns(all, readNames("")))).toEqual(names(all));
});

test("all columns are no choice that is kept: new fields are shown", () => {
  expect(writeNames(all, names(all))).toBe("");
  expect(writeNames(all, ["id", "title"])).toBe("title,id");
  expect(writeNames(all, [])).toBe("");
});
