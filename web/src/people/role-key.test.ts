import { expect, test } from "vitest";
import { roleKey } from "./role-key";

test.each([
  ["Clerk", [], "clerk"],
  ["Élève de l’école", [], "eleve-de-l-ecole"],
  ["  Head of  sales! ", [], "head-of-sales"],
  ["Clerk", ["clerk", "clerk-2"], "clerk-3"],
  ["経理", [], undefined],
  ["Anonymous", [], undefined],
])("%s is %s", (title, taken, key) => {
  expect(roleKey(title, taken)).toBe(key);
});
