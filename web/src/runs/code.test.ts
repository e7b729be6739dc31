import { expect, test } from "vitest";
import { receiptCode, receiptOf } from "./code";

const ids = [1, 31, 32, 399385145901134, 2 ** 52 + 12345, Number.MAX_SAFE_INTEGER];

test.each(ids)("%d has a code that leads back to it", (id) => {
  expect(receiptCode(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  expect(receiptOf(receiptCode(id))).toBe(id);
  expect(receiptOf(String(id))).toBe(id);
});

test("a code may be written in other ways", () => {
  const code = receiptCode(399385145901134);
  expect(receiptOf(` ${code.toLowerCase().replaceAll("-", " ")} `)).toBe(399385145901134);
  expect(receiptOf(code.replaceAll("0", "o").replaceAll("1", "l"))).toBe(399385145901134);
});

test("a mistyped symbol is found", () => {
  const code = receiptCode(399385145901134).replaceAll("-", "");
  for (let i = 0; i < code.length; i += 1) {
    for (const c of "123456789ABCDEFGHJKMNPQRSTVWXY") {
      if (c === code[i] || code[i] === "0" || code[i] === "Z") continue;
      expect(receiptOf(code.slice(0, i) + c + code.slice(i + 1)), `${c} at ${i}`).toBeUndefined();
    }
  }
});

test("two exchanged neighbours are found", () => {
  const code = receiptCode(399385145901134).replaceAll("-", "");
  for (let i = 0; i + 1 < code.length - 1; i += 1) {
    const [a, b] = [code[i] ?? "", code[i + 1] ?? ""];
    if (a === b) continue;
    expect(receiptOf(code.slice(0, i) + b + a + code.slice(i + 2)), `at ${i}`).toBeUndefined();
  }
});

test.each(["", "hello", "0", "12.5", "99999999999999999", "ZZZZ-ZZZZ-ZZZZ"])("%j names no receipt", (text) => {
  expect(receiptOf(text)).toBeUndefined();
});
