import { describe, expect, test } from "vitest";
import { freeName, isName, nameFrom } from "./names";

describe("a name from a title", () => {
  test.each([
    ["Expense claims", "expenseClaims"],
    ["Date d’échéance", "dateDecheance"],
    ["Œuvre n° 2", "oeuvreN2"],
    ["  VAT (%) ", "vat"],
    ["Größe", "grosse"],
    ["顧客", ""],
    ["", ""],
  ])("%j is %j", (title, name) => {
    expect(nameFrom(title)).toBe(name);
  });

  test("is no longer than databases keep", () => {
    expect(nameFrom("a".repeat(200))).toHaveLength(63);
  });
});

describe("a free name", () => {
  test("is the wanted one when nothing has it", () => expect(freeName("total", ["name"])).toBe("total"));
  test("gets a number when it is taken, whatever its case", () =>
    expect(freeName("total", ["Total", "total2"])).toBe("total3"));
  test("is made up when nothing is wanted", () => expect(freeName("", ["field1"], "field")).toBe("field2"));
  test("stays short enough", () => expect(freeName("a".repeat(63), ["a".repeat(63)])).toHaveLength(63));
});

test("names have letters, digits, _ and -, and do not begin with two _", () => {
  expect(["a", "a-b", "_x", "9"].every(isName)).toBe(true);
  expect(["", "-a", "a b", "__x", "é", "a".repeat(64)].some(isName)).toBe(false);
});
