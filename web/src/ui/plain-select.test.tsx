// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draw } from "../testing/draw";
import { PlainSelect } from "./plain-select";

const options = [
  { value: "name", label: "Name, rising" },
  { value: "-name", label: "Name, falling" },
];

test("while nothing is chosen its label stands there, and is no choice", async () => {
  const choose = vi.fn();
  const user = await draw(<PlainSelect label="Sort by" options={options} value={undefined} onChange={choose} />);
  const select = screen.getByRole<HTMLSelectElement>("combobox", { name: "Sort by" });
  expect([...select.options].map((o) => [o.text, o.disabled])).toEqual([
    ["Sort by", true],
    ["Name, rising", false],
    ["Name, falling", false],
  ]);
  await user.selectOptions(select, "-name");
  expect(choose.mock.calls).toEqual([["-name"]]);
});

test("what is chosen is shown, without an empty line", async () => {
  await draw(<PlainSelect label="Sort by" options={options} value="-name" onChange={() => {}} disabled />);
  const select = screen.getByRole<HTMLSelectElement>("combobox", { name: "Sort by" });
  expect([select.value, select.options.length, select.disabled]).toEqual(["-name", 2, true]);
});
