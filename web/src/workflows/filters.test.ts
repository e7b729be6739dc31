import { expect, test } from "vitest";
import type { Workflow } from "../api/types";
import { drafts, filtered, isNarrowed, nodeTypes, type Row, readFilters } from "./filters";

const row = (title: string, more: Partial<Workflow> = {}, rest: Partial<Row> = {}): Row => ({
  workflow: { id: 1, key: title, title, enabled: true, type: "action", config: {}, ...more } as Workflow,
  categories: [],
  hasDraft: false,
  nodes: undefined,
  problems: undefined,
  ...rest,
});
const titles = (rows: Row[]) => rows.map((r) => r.workflow.title);

test("an address is read without what means nothing", () => {
  const search = { find: 12, category: "7", type: "action", state: "gone", page: "2", node: "", other: 1 };
  expect(readFilters(search)).toEqual({ find: "12", category: 7, type: "action", page: 2 });
  expect(readFilters({ category: 0 })).toEqual({ category: 0 });
  expect(isNarrowed({ page: 2 })).toBe(false);
  expect(isNarrowed({ category: 0 })).toBe(true);
});

test("a draft is newer than the current version and off", () => {
  const v = (id: number, key: string, current: boolean, enabled: boolean) => ({ id, key, current, enabled });
  expect([
    ...drafts([v(1, "a", true, true), v(2, "a", false, false), v(3, "b", true, false), v(0, "b", false, false)]),
  ]).toEqual(["a"]);
});

test("rows are found by everything that is asked, in the order of their titles", () => {
  const category = { id: 5 } as Row["categories"][number];
  const rows = [
    row("Zebra"),
    row("Pay", { config: { collection: "main:claims" }, enabled: false }),
    row("Ask", { type: "collection", description: "who pays" }, { categories: [category] }),
    row("Ship", {}, { hasDraft: true, nodes: new Set(["create"]) }),
    row("Send", {}, { problems: { key: "", workflowId: 1, errors: 0, warnings: 1 } }),
  ];
  expect(titles(filtered(rows, {}))).toEqual(["Ask", "Pay", "Send", "Ship", "Zebra"]);
  expect(titles(filtered(rows, { find: " PAY" }))).toEqual(["Ask", "Pay"]);
  expect(titles(filtered(rows, { collection: "claims" }))).toEqual(["Pay"]);
  expect(titles(filtered(rows, { type: "collection" }))).toEqual(["Ask"]);
  expect(titles(filtered(rows, { category: 5 }))).toEqual(["Ask"]);
  expect(titles(filtered(rows, { category: 0, state: "on" }))).toEqual(["Send", "Ship", "Zebra"]);
  expect(titles(filtered(rows, { node: "create" }))).toEqual(["Ship"]);
  expect(titles(filtered(rows, { state: "off" }))).toEqual(["Pay"]);
  expect(titles(filtered(rows, { state: "draft" }))).toEqual(["Ship"]);
  expect(titles(filtered(rows, { state: "problems" }))).toEqual(["Send"]);
});

test("node types are known by version", () => {
  const types = nodeTypes([
    { type: "end", workflowId: 1 },
    { type: "create", workflowId: 1 },
    { type: "end", workflowId: 2 },
  ]);
  expect([...(types.get(1) ?? [])]).toEqual(["end", "create"]);
});
