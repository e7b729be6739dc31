import { beforeAll, describe, expect, test, vi } from "vitest";

// What the modules ask of a browser when they are loaded.
beforeAll(() => {
  vi.stubGlobal("window", { addEventListener: () => {} });
});

describe("permissions from the rules of a role", () => {
  test.each([
    [["ui.*"], "ui.workflows", true],
    [["pm.*"], "ui.workflows", false],
    [["*"], "pm.workflow.workflows", true],
    [["pm.*", "!pm.workflow.*"], "pm.workflow.workflows", false],
    [["!ui.*", "!pm", "!pm.*"], "ui.workflows", false],
    [["piXworkflows"], "pi.workflows", false],
    [[], "ui.workflows", false],
  ])("%j for %s: %s", async (rules, snippet, want) => {
    const { grants } = await import("./calls");
    expect(grants(rules, snippet)).toBe(want);
  });
});

describe("parameters of an address", () => {
  test.each([
    [{}, ""],
    [{ page: 2, outcome: undefined }, "?page=2"],
    [{ filter: { a: "é&" } }, "?filter=%7B%22a%22%3A%22%C3%A9%26%22%7D"],
  ])("%j", async (query, want) => {
    const { queryString } = await import("./client");
    expect(queryString(query)).toBe(want);
  });
});

describe("where to go on after signing in", () => {
  test.each([
    [undefined, "/apps"],
    ["/account", "/account"],
    ["/actions?receipt=5", "/actions?receipt=5"],
    ["https://example.com", "/apps"],
    ["//example.com", "/apps"],
    ["/\\example.com", "/apps"],
    ["/sign-in?next=%2F", "/apps"],
  ])("%s leads to %s", async (next, want) => {
    const { safeNext } = await import("../app/pages");
    expect(safeNext(next)).toBe(want);
  });
});
