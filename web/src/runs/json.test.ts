import { expect, test } from "vitest";
import { preview, writeJson } from "./json";

test.each([
  ["short", "short"],
  ["x".repeat(80), `${"x".repeat(60)}…`],
  [[1, 2, 3], "[3]"],
  [{ a: 1, b: 2 }, "{ a, b }"],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, "{ a, b, c, d, e, … }"],
  [null, "null"],
  [12, "12"],
])("what is in %j", (value, text) => {
  expect(preview(value)).toBe(text);
});

test("texts are written as they are, other values as JSON", () => {
  expect(writeJson("a\nb")).toBe("a\nb");
  expect(writeJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(writeJson(undefined)).toBe("");
});
