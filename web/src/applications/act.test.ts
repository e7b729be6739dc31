import { describe, expect, test, vi } from "vitest";
import type { Block, PageButton } from "../api/types";
import { nothing, requestOf, resolved } from "./act";

// What the modules ask of a browser when they are loaded.
vi.hoisted(() => vi.stubGlobal("window", { addEventListener: () => {} }));

const form = (mode: "add" | "edit"): Block => ({
  uid: "f",
  type: "form",
  collection: "tasks",
  settings: { mode, fields: [] },
});
const table: Block = { uid: "t", type: "table", collection: "tasks", settings: { fields: [] } };
const button = (kind: PageButton["kind"], more: Partial<PageButton> = {}): PageButton => ({ uid: "b", kind, ...more });
const one = { keys: [7], many: false };

describe("what a button asks of the API", () => {
  test.each([
    [
      "submit a new record",
      button("submit"),
      form("add"),
      nothing,
      { action: "tasks:create", query: { button: "b" }, body: { a: 1 } },
    ],
    [
      "save one that is there",
      button("save"),
      form("edit"),
      one,
      { action: "tasks:update", query: { button: "b", filterByTk: 7 }, body: { a: 1 } },
    ],
    [
      "values of the button win",
      button("save", { values: { a: 2 } }),
      form("add"),
      nothing,
      { action: "tasks:create", query: { button: "b" }, body: { a: 2 } },
    ],
    [
      "delete",
      button("delete"),
      table,
      one,
      { action: "tasks:destroy", query: { button: "b", filterByTk: 7 }, body: {} },
    ],
    [
      "many at once",
      button("bulkUpdate", { values: { a: 3 } }),
      table,
      { keys: [1], many: true },
      { action: "tasks:update", query: { button: "b", filterByTk: [1] }, body: { a: 3 } },
    ],
    [
      "start a workflow on a record",
      button("trigger"),
      table,
      one,
      { action: "tasks:trigger", query: { button: "b", filterByTk: 7 }, body: { a: 1 } },
    ],
    [
      "start one without a record",
      button("trigger", { collection: "" }),
      table,
      nothing,
      { action: "workflows:trigger", query: { button: "b" }, body: { a: 1 } },
    ],
    ["lead somewhere", button("link"), table, one, undefined],
  ])("%s", (_, b, block, target, want) => {
    expect(requestOf(b, block, target, { a: 1 })).toEqual(want);
  });
  test("a new record of a relation is made through it", () => {
    const source = { collection: "people", id: "a/b", association: "tasks" };
    expect(requestOf(button("submit"), form("add"), nothing, {}, { source })?.action).toBe("people/a%2Fb/tasks:create");
  });
});

test("what stands for the user and the time is filled in", () => {
  const now = new Date("2026-01-02T03:04:05Z");
  const user = { id: 9, nickname: "Ann" };
  expect(
    resolved({ by: "{{$user.nickname}}", at: "{{ $now }}", id: ["{{$user}}"], text: "{{other}}" }, user, now),
  ).toEqual({
    by: "Ann",
    at: "2026-01-02T03:04:05.000Z",
    id: [9],
    text: "{{other}}",
  });
});
