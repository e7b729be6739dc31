import { expect, test } from "vitest";
import { asGroup, stored } from "./calculation";

test("a stored condition is read as a group, whatever it is", () => {
  const one = { calculator: "equal", operands: ["{{a}}", 1] };
  expect(asGroup(undefined)).toEqual({ group: { type: "and", calculations: [] } });
  expect(asGroup({})).toEqual({ group: { type: "and", calculations: [] } });
  expect(asGroup(one)).toEqual({ group: { type: "and", calculations: [one] } });
  expect(asGroup({ group: { type: "or", calculations: [one, { group: { type: "and" } }] } })).toEqual({
    group: { type: "or", calculations: [one, { group: { type: "and", calculations: [] } }] },
  });
  expect(asGroup({ calculator: ">=", operands: [1] })).toEqual({
    group: { type: "and", calculations: [{ calculator: "gte", operands: [1, undefined] }] },
  });
});

test("a condition that asks nothing is not stored", () => {
  expect(stored(asGroup(undefined))).toBeUndefined();
  expect(stored(asGroup({ calculator: "lt", operands: [1, 2] }))).toBeDefined();
});
