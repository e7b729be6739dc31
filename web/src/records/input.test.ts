import { describe, expect, test } from "vitest";
import { fromLocal, fromPercent, readJson, toLocal, toPercent, Unreadable, wholeOf, writeJson } from "./input";

describe("points in time", () => {
  test.each([
    ["2026-03-01T12:30:00.000Z", "Europe/Paris", "2026-03-01T13:30"],
    ["2026-07-01T12:30:00.000Z", "Europe/Paris", "2026-07-01T14:30"],
    ["2026-07-01T02:00:00.000Z", "America/New_York", "2026-06-30T22:00"],
    ["2026-01-01T00:00:00.000Z", "Asia/Kolkata", "2026-01-01T05:30"],
    ["2026-10-25T00:30:00.000Z", "Europe/Paris", "2026-10-25T02:30"],
  ])("%s in %s is %s, and back", (iso, zone, local) => {
    expect(toLocal(iso, zone)).toBe(local);
    // Of an hour that comes twice, either is right.
    expect([iso, "2026-10-25T01:30:00.000Z"]).toContain(fromLocal(local, zone));
  });
  test.each([
    ["Europe/Paris", "2026-03-29"],
    ["Europe/Paris", "2026-10-25"],
    ["America/New_York", "2026-03-08"],
    ["America/New_York", "2026-11-01"],
    ["Australia/Lord_Howe", "2026-04-05"],
    ["Asia/Kolkata", "2026-03-29"],
    ["Pacific/Apia", "2026-01-01"],
    // The year as it is typed: its first digit is a year, too.
    ["Europe/Paris", "0002-03-29"],
  ])("in %s what clocks show around %s is kept by what is stored", (zone, day) => {
    const noon = new Date(`${day}T12:00:00Z`).getTime();
    for (let minutes = -36 * 60; minutes < 36 * 60; minutes += 30) {
      const shown = toLocal(new Date(noon + minutes * 60_000).toISOString(), zone);
      expect(toLocal(fromLocal(shown, zone), zone)).toBe(shown);
    }
  });
  test("a time that a change of clocks leaves out is the one after it", () => {
    expect(toLocal(fromLocal("2026-03-29T02:30", "Europe/Paris"), "Europe/Paris")).toBe("2026-03-29T03:30");
    expect(toLocal(fromLocal("2026-03-08T02:30", "America/New_York"), "America/New_York")).toBe("2026-03-08T03:30");
  });
  test("nothing is nothing", () => {
    expect(toLocal(null, "UTC")).toBe("");
    expect(toLocal("soon", "UTC")).toBe("");
    expect(fromLocal("", "UTC")).toBe(null);
  });
});

describe("numbers", () => {
  test("that a number would round stay texts", () => {
    expect(wholeOf("12")).toBe(12);
    expect(wholeOf("9007199254740993")).toBe("9007199254740993");
    expect(wholeOf("")).toBe(null);
  });
  test("shares are typed in percent", () => {
    expect(toPercent(0.125)).toBe("12.5");
    expect(toPercent(0.07)).toBe("7");
    expect(fromPercent("7")).toBe(0.07);
    expect(toPercent(null)).toBe(null);
    expect(fromPercent("")).toBe(null);
  });
});

test("JSON that cannot be read is kept as it was typed", () => {
  expect(readJson('{"a": 1}')).toEqual({ a: 1 });
  const bad = readJson("{a");
  expect(bad).toBeInstanceOf(Unreadable);
  expect(writeJson(bad)).toBe("{a");
  expect(readJson("  ")).toBe(null);
});
