// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { beforeEach, expect, test } from "vitest";
import type { Field } from "../api/types";
import { chosenZone } from "../app/zone";
import { draw } from "../testing/draw";
import { FieldInput } from "./field-input";
import { Unreadable } from "./input";

const field = (type: string, uiSchema: object = {}) => ({ name: "x", type, uiSchema }) as unknown as Field;

let value: unknown;

/** The input with what a form would hold. */
function Held({ of, start }: { of: Field; start?: unknown }): ReactNode {
  const [held, hold] = useState(start);
  value = held;
  return <FieldInput aria-label="x" field={of} collections={[]} value={held} onChange={hold} />;
}

beforeEach(() => {
  value = undefined;
  chosenZone.set("");
});

test("a text is what was typed", async () => {
  const user = await draw(<Held of={field("string")} />, "records");
  await user.type(screen.getByLabelText("x"), "Ada");
  expect(value).toBe("Ada");
});

test("a tick is true or false", async () => {
  const user = await draw(<Held of={field("boolean")} />, "records");
  await user.click(screen.getByRole("checkbox", { name: "x" }));
  expect(value).toBe(true);
  await user.click(screen.getByRole("checkbox", { name: "x" }));
  expect(value).toBe(false);
});

test("a decimal keeps every digit that was typed", async () => {
  const user = await draw(<Held of={field("decimal")} />, "records");
  await user.type(screen.getByLabelText("x"), "12345678901234567890.12");
  await user.tab();
  expect(value).toBe("12345678901234567890.12");
});

test("what is no JSON is told, and kept as it was typed", async () => {
  await draw(<Held of={field("json")} />, "records");
  const input = screen.getByLabelText<HTMLTextAreaElement>("x");
  fireEvent.change(input, { target: { value: '{"a": ' } });
  expect(value).toBeInstanceOf(Unreadable);
  expect([input.value, input.getAttribute("aria-invalid")]).toEqual(['{"a": ', "true"]);
  fireEvent.change(input, { target: { value: '{"a": 1}' } });
  expect(value).toEqual({ a: 1 });
  expect(input.getAttribute("aria-invalid")).toBeNull();
});

test("an instant is shown and taken in the zone of the account", async () => {
  chosenZone.set("Asia/Tokyo");
  await draw(<Held of={field("datetimeTz")} start="2026-01-31T20:30:00.000Z" />, "records");
  const input = screen.getByLabelText<HTMLInputElement>("x");
  expect(input.value).toBe("2026-02-01T05:30");
  fireEvent.change(input, { target: { value: "2026-02-01T09:00" } });
  expect(value).toBe("2026-02-01T00:00:00.000Z");
});
