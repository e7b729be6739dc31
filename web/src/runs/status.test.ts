import { expect, test } from "vitest";
import { attempts, badly, ended } from "./status";

const run = (id: number, retryOf: number | null = null) => ({ id, retryOf, status: 1 as const });

test("retries stand with what they retry", () => {
  const lists = attempts([run(1), run(2), run(3, 1), run(4, 3), run(5, 99)]);
  expect(lists.map((l) => l.map((r) => r.id))).toEqual([[1, 3, 4], [2], [5]]);
});

test("what has ended, and how", () => {
  expect([null, undefined, 0, 1, -3].map(ended)).toEqual([false, false, false, true, true]);
  expect([null, 0, 1, -1].map(badly)).toEqual([false, false, false, true]);
});
