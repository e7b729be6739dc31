import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Readings } from "./readings";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Readings that end when the test says so, each telling what it is given. */
function readings() {
  const ends: ((more: boolean) => void)[] = [];
  const r = new Readings(() => new Promise((resolve) => ends.push(resolve)));
  return { r, begun: () => ends.length, end: (more = false) => ends.at(-1)?.(more) };
}

test("what is told at once is read once", async () => {
  const { r, begun, end } = readings();
  for (let n = 0; n < 100; n += 1) r.ask();
  await vi.advanceTimersByTimeAsync(150);
  expect(begun()).toBe(1);
  end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun()).toBe(1);
});

test("a reading that takes long is waited for, and repeated for what came meanwhile", async () => {
  const { r, begun, end } = readings();
  r.ask();
  await vi.advanceTimersByTimeAsync(150);
  for (let n = 0; n < 10; n += 1) {
    r.ask();
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(begun()).toBe(1);
  end();
  await vi.advanceTimersByTimeAsync(150);
  expect(begun()).toBe(2);
  end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun()).toBe(2);
});

test("what is told all the time is read once a second", async () => {
  const { r, begun, end } = readings();
  for (let n = 0; n < 50; n += 1) {
    r.ask();
    await vi.advanceTimersByTimeAsync(100);
    end();
  }
  expect(begun()).toBe(5);
});

test("a reading that found another one underway is repeated", async () => {
  const { r, begun, end } = readings();
  r.ask();
  await vi.advanceTimersByTimeAsync(150);
  end(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(begun()).toBe(2);
});

test("after the end nothing is read", async () => {
  const { r, begun } = readings();
  r.ask();
  r.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun()).toBe(0);
});
