import { expect, test } from "vitest";
import { problems } from "./lint-tokens.mjs";

test.each([
  ["a.css", ".a { color: #fff; }"],
  ["a.css", ".a { color: rgb(1 2 3); }"],
  ["a.css", ".a { border: var(--size-border) solid red; }"],
  ["a.css", ".a { padding: 4px; }"],
  ["a.css", ".a { font-size: 1.2rem; }"],
  ["a.css", ".a { gap: calc(var(--space-1) + .5em); }"],
  ["a.css", "@media (max-width: 720px) {"],
  ["a.css", ".a { margin-left: var(--space-1); }"],
  ["a.css", "  width: 100%;"],
  ["a.css", ".a { text-align: right; }"],
  ["a.tsx", '<div style={{ padding: "var(--space-1)" }} />'],
  ["a.tsx", "<Space gap={8} />"],
  ["a.tsx", '<Tag color="red" />'],
  ["a.tsx", 'const c = "#4740c4";'],
  ["a.tsx", "const theme = { fontSize: 14 };"],
  ["a.ts", 'const w = "12px";'],
])("%s with %s is refused", (name, text) => {
  expect(problems(name, text)).toHaveLength(1);
});

test.each([
  ["a.css", ".a { color: var(--ink); padding: var(--space-2); margin-inline-start: 0; }"],
  ["a.css", "/* 12px of #fff */ .red { inline-size: 100%; }"],
  ["a.css", "@media (--phone) { .a { block-size: 100dvh; } }"],
  ["a.css", ".a { grid-template-columns: 1fr auto; opacity: 0.5; }"],
  ["a.tsx", "// 12px is a comment"],
  ["a.tsx", "<Drawer size={size.drawer} page={2} />"],
  ["a.ts", "const theme = { fontSize: type.body.size, margin: 0 };"],
])("%s with %s is fine", (name, text) => {
  expect(problems(name, text)).toEqual([]);
});
