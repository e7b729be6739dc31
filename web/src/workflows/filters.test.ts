import { expect, test } from "vitest";
import { common, drafts, isNarrowed, readFilters, serverFilter } from "./filters";

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

test("the server is asked for what it knows, and by keys for the rest", () => {
  expect(serverFilter({ page: 3, state: "draft", collection: "claims" }, undefined)).toEqual({ current: true });
  expect(serverFilter({ find: " pay ", category: 5, type: "action", node: "create", state: "off" }, ["a"])).toEqual({
    $and: [
      { current: true },
      {
        $or: [{ title: { $includes: "pay" } }, { key: { $includes: "pay" } }, { description: { $includes: "pay" } }],
      },
      { "categories.id": 5 },
      { type: "action" },
      { "nodes.type": "create" },
      { enabled: false },
      { key: { $in: ["a"] } },
    ],
  });
  expect(serverFilter({ category: 0 }, [])).toEqual({
    $and: [{ current: true }, { "categories.$notExists": true }, { key: { $in: [] } }],
  });
});

test("keys are those that all questions leave", () => {
  expect(common(undefined, undefined)).toBeUndefined();
  expect(common(["a", "b"], undefined)).toEqual(["a", "b"]);
  expect(common(undefined, [])).toEqual([]);
  expect(common(["a", "b"], ["b", "c"])).toEqual(["b"]);
});
