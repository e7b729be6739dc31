import { expect, test, vi } from "vitest";

// What the modules ask of a browser when they are loaded.
vi.hoisted(() => vi.stubGlobal("window", { addEventListener: () => {} }));

import { grants } from "../api/calls";
import { abilities, allow, forbid } from "./snippets";

const names = Object.values(abilities);
const held = (rules: readonly string[]) => names.filter((name) => grants(rules, name));

test("a new role may be allowed one thing after the other", () => {
  const fresh = ["!ui.*", "!pm", "!pm.*"];
  const one = allow(fresh, abilities.users);
  expect(held(one)).toEqual([abilities.users]);
  expect(held(allow(one, abilities.pages))).toEqual([abilities.pages, abilities.users]);
});

test("an administrator loses one thing and keeps the rest", () => {
  const rules = forbid(["ui.*", "pm", "pm.*"], abilities.users);
  expect(held(rules)).toEqual(names.filter((name) => name !== abilities.users));
  expect(allow(rules, abilities.users)).toEqual(["ui.*", "pm", "pm.*"]);
});

test("what a pattern forbids beside it stays forbidden", () => {
  const rules = allow(["pm.*", "!pm.*"], abilities.users);
  expect(held(rules)).toEqual([abilities.users]);
});

test("switching what is so already changes nothing", () => {
  expect(allow(["pm.*"], abilities.users)).toEqual(["pm.*"]);
  expect(forbid(["ui.*"], abilities.users)).toEqual(["ui.*"]);
});
