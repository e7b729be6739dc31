import { expect, test } from "vitest";
import { attempts, badly, ended, waitingStep } from "./status";

const run = (id: number, retryOf: number | null = null) => ({ id, retryOf, status: 1 as const });

test("retries stand with what they retry", () => {
  const lists = attempts([run(1), run(2), run(3, 1), run(4, 3), run(5, 99)]);
  expect(lists.map((l) => l.map((r) => r.id))).toEqual([[1, 3, 4], [2], [5]]);
});

test("what has ended, and how", () => {
  expect([null, undefined, 0, 1, -3].map(ended)).toEqual([false, false, false, true, true]);
  expect([null, 0, 1, -1].map(badly)).toEqual([false, false, false, true]);
});

test("a run waits at its newest step; an open loop is at work", () => {
  const [loop, turn, prompt] = [{ status: 0 }, { status: 1 }, { status: 0 }];
  expect(waitingStep([])).toBeUndefined();
  expect(waitingStep([loop, turn])).toBeUndefined();
  expect(waitingStep([loop, turn, prompt])).toBe(prompt);
});
