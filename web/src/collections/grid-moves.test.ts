import { expect, test } from "vitest";
import { moved, nextSort } from "./grid-moves";

const size = { rows: 3, columns: 4 };

test("arrows move by a cell and stay in the grid", () => {
  expect(moved({ row: 1, column: 1 }, "ArrowUp", size, false)).toEqual({ row: 0, column: 1 });
  expect(moved({ row: 0, column: 1 }, "ArrowUp", size, false)).toEqual({ row: 0, column: 1 });
  expect(moved({ row: 2, column: 3 }, "ArrowRight", size, false)).toEqual({ row: 2, column: 3 });
  expect(moved({ row: 0, column: 1 }, "PageDown", size, false)).toEqual({ row: 2, column: 1 });
});

test("right to left, the arrows follow the text", () => {
  expect(moved({ row: 0, column: 1 }, "ArrowLeft", size, true)).toEqual({ row: 0, column: 2 });
});

test("other keys do not move", () => expect(moved({ row: 0, column: 0 }, "a", size, false)).toBeUndefined());

test("a column is sorted up, then down, then not", () => {
  expect(nextSort(undefined, "name")).toBe("name");
  expect(nextSort("name", "name")).toBe("-name");
  expect(nextSort("-name", "name")).toBeUndefined();
  expect(nextSort("-name", "age")).toBe("age");
});
