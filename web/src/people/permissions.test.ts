import { expect, test } from "vitest";
import type { Collection, RoleResource, RoleResourceAction, RoleScope } from "../api/types";
import {
  cellOf,
  changeStrategy,
  type Granting,
  governed,
  grantsWith,
  type Permission,
  readStrategy,
  voices,
  writeStrategy,
} from "./permissions";

const collection = (name: string, more: Partial<Collection> = {}) =>
  ({
    name,
    key: `k_${name}`,
    hidden: false,
    fields: [{ name: "createdById" }, { name: "title" }],
    ...more,
  }) as Collection;
const claims = collection("claims");
const plain = collection("plain", { fields: [] });
const users = collection("users", { key: "users" });

const scope = (id: number, key: string, filter: Record<string, unknown>) =>
  ({ id, key, name: key, scope: filter }) as RoleScope;
const own = scope(2, "own", { createdById: "{{$user.id}}" });
const action = (name: string, more: Partial<RoleResourceAction> = {}) =>
  ({ name, fields: null, scopeId: null, scope: null, ...more }) as RoleResourceAction;
const entry = (name: string, ...actions: RoleResourceAction[]) =>
  ({ name, usingActionsConfig: true, actions }) as RoleResource;

const strategy = readStrategy({ actions: ["view:own", "create", "export:own"] });

test("a strategy is read in every form and written again", () => {
  expect(writeStrategy(strategy)).toEqual({ actions: ["view:own", "create", "export:own"] });
  expect(readStrategy({ actions: "*" }).actions.size).toBe(8);
  expect(readStrategy({ actions: false }).actions.size).toBe(0);
  expect(readStrategy(null).actions.size).toBe(0);
  expect(readStrategy({ actions: ["create:own"] }).actions.get("create")).toBe(false);
  expect(readStrategy({ actions: ["view:own", "view:all"] }).actions.get("view")).toBe(false);
  expect(writeStrategy(changeStrategy(strategy, "view", "none"))).toEqual({ actions: ["create", "export:own"] });
});

test("the default counts where a collection has no rules of its own", () => {
  expect(cellOf(strategy, undefined, claims, "view")).toMatchObject({ extent: "own", source: "default" });
  expect(cellOf(strategy, undefined, claims, "update")).toMatchObject({ extent: "none", source: "default" });
  expect(cellOf(strategy, undefined, plain, "view")).toMatchObject({ extent: "none", noCreator: true });
});

test("rules of its own replace the default as a whole", () => {
  const e = entry("claims", action("view", { fields: ["title"] }), action("update", { scopeId: 2, scope: own }));
  expect(cellOf(strategy, e, claims, "view")).toMatchObject({ extent: "custom", source: "own", fields: ["title"] });
  expect(cellOf(strategy, e, claims, "update")).toMatchObject({ extent: "own", source: "own" });
  expect(cellOf(strategy, e, claims, "create")).toMatchObject({ extent: "none", source: "own" });
  const all = entry("claims", action("view", { scopeId: 1, scope: scope(1, "all", {}) }));
  expect(cellOf(strategy, all, claims, "view")).toMatchObject({ extent: "all" });
  const some = entry("claims", action("view", { scopeId: 3, scope: scope(3, "s_3", { title: "a" }) }));
  expect(cellOf(strategy, some, claims, "view")).toMatchObject({ extent: "custom", scope: { id: 3 } });
});

test("of Sequitur's own collections people and roles can be seen, and nothing else", () => {
  expect(governed([users, collection("jobs", { key: "jobs" }), claims]).map((c) => c.name)).toEqual([
    "claims",
    "users",
  ]);
  expect(cellOf(readStrategy({ actions: "*" }), undefined, users, "view")).toMatchObject({ extent: "none" });
  expect(cellOf(strategy, undefined, users, "update")).toBeUndefined();
});

test("the first rule of its own begins with what the default says", () => {
  expect(grantsWith(strategy, undefined, claims, { permission: "update", grant: {} })).toEqual([
    { name: "view", scopeKey: "own" },
    { name: "create" },
    { name: "export", scopeKey: "own" },
    { name: "update" },
  ]);
  expect(grantsWith(strategy, undefined, plain, { permission: "view" })).toEqual([{ name: "create" }]);
});

test("a changed rule leaves the others as they are", () => {
  const e = entry("claims", action("view", { fields: ["title"], scopeId: 3 }), action("importXlsx"));
  expect(grantsWith(strategy, e, claims, { permission: "update", grant: { scopeKey: "own" } })).toEqual([
    { name: "view", fields: ["title"], scopeId: 3 },
    { name: "importXlsx" },
    { name: "update", scopeKey: "own" },
  ]);
});

test("roles together allow what one of them allows", () => {
  const roles: Granting[] = [
    { name: "member", strategy, entries: [] },
    { name: "clerk", strategy: readStrategy({ actions: ["view"] }), entries: [] },
  ];
  const said = (permission: Permission) => {
    const { extent, because } = voices(roles, claims, permission);
    return [extent, because.map((v) => v.role)];
  };
  expect(said("view")).toEqual(["all", ["clerk"]]);
  expect(said("create")).toEqual(["all", ["member"]]);
  expect(said("destroy")).toEqual(["none", ["member", "clerk"]]);
  const limited = entry("claims", action("view", { fields: ["title"] }));
  roles[1] = { name: "clerk", strategy, entries: [limited] };
  expect(said("view")).toEqual(["custom", ["member", "clerk"]]);
});
