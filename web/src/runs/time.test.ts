import { expect, test } from "vitest";
import { duration, span } from "./time";

test.each([
  [0, "< 1 ms"],
  [120.4, "120 ms"],
  [1000, "1 sec"],
  [1440, "1.4 sec"],
  [59_999, "60 sec"],
  [60_000, "1 min"],
  [200_000, "3 min 20 sec"],
  [3_600_000, "1 hr"],
  [2 * 3_600_000 + 5 * 60_000 + 7000, "2 hr 5 min"],
  [3 * 86_400_000 + 4 * 3_600_000, "3 days 4 hr"],
  [-5, "< 1 ms"],
])("%d ms is %s", (ms, text) => {
  expect(duration(ms, "en-US")).toBe(text);
});

test("a span ends now where there is no end", () => {
  const from = "2026-01-01T00:00:00.000Z";
  expect(span(from, "2026-01-01T00:00:02.000Z")).toBe(2000);
  expect(span(from, null, Date.parse(from) + 500)).toBe(500);
  expect(span(from, "2025-12-31T23:59:59.000Z")).toBe(0);
  expect(span(null, from)).toBeUndefined();
});
