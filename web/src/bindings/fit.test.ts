import { describe, expect, test } from "vitest";
import type { Collection, Field, Workflow } from "../api/types";
import { type Acting, obstacle, pathsFrom, targetOf, typesFor } from "./fit";
import { anyway, bound, effective, offered } from "./order";

const relation = (name: string, type: string, target: string) =>
  ({ name, type, target, key: name }) as unknown as Field;
const collections = [
  { name: "orders", fields: [relation("customer", "belongsTo", "customers"), relation("lines", "hasMany", "lines")] },
  { name: "customers", fields: [relation("country", "belongsTo", "countries"), relation("last", "hasOne", "orders")] },
  { name: "countries", fields: [] },
] as unknown as Collection[];

let last = 0;
function workflow(key: string, type: string, config: Record<string, unknown>, more: Partial<Workflow> = {}): Workflow {
  last += 1;
  return { id: last, key, title: key, type, config, enabled: true, sync: false, ...more } as Workflow;
}
const submit: Acting = { uid: "b", title: "Submit", action: "create", collection: "orders", on: "record" };
const trigger: Acting = { ...submit, action: "trigger" };
const on = { collection: "orders" };

describe("which workflows fit a button", () => {
  test.each([
    ["a post-action of its collection", workflow("a", "action", on), submit, "", undefined],
    ["a pre-action of its collection", workflow("a", "request-interception", on), submit, "", undefined],
    ["one that is switched off", workflow("a", "action", on, { enabled: false }), submit, "", "disabled"],
    ["one of another collection", workflow("a", "action", { collection: "customers" }), submit, "", "other_collection"],
    ["the same behind a path", workflow("a", "action", { collection: "customers" }), submit, "customer", undefined],
    [
      "a pre-action behind a path",
      workflow("a", "request-interception", { collection: "customers" }),
      submit,
      "customer",
      "path_not_followed",
    ],
    ["a path that leads nowhere", workflow("a", "action", on), submit, "gone", "other_collection"],
    ["a global one", workflow("a", "action", { ...on, global: true }), submit, "", "global"],
    ["a collection event", workflow("a", "collection", on), submit, "", "other_trigger"],
    [
      "a custom action on a saving button",
      workflow("a", "custom-action", { ...on, type: 1 }),
      submit,
      "",
      "other_trigger",
    ],
    ["a custom action", workflow("a", "custom-action", { ...on, type: 1 }), trigger, "", undefined],
    ["a custom action for several", workflow("a", "custom-action", { ...on, type: 2 }), trigger, "", "other_scope"],
    [
      "the same on the chosen",
      workflow("a", "custom-action", { ...on, type: 2 }),
      { ...trigger, on: "selection" as const },
      "",
      undefined,
    ],
    [
      "one without a record",
      workflow("a", "custom-action", { type: 0 }),
      { ...trigger, on: "nothing" as const, collection: "" },
      "",
      undefined,
    ],
    ["one that is gone", undefined, submit, "", "gone"],
  ])("%s", (_, w, button, path, want) => {
    expect(obstacle(w, button, targetOf(collections, button.collection, path), path)).toBe(want);
  });

  test("a deleting button takes both, too", () => {
    expect(typesFor({ action: "destroy" })).toEqual(["request-interception", "action"]);
  });
});

test("paths follow to-one relations and do not run in circles", () => {
  const [customer] = pathsFrom(collections, "orders");
  expect(customer?.children.map((s) => s.path)).toEqual(["customer.country", "customer.last"]);
  expect(customer?.children[1]?.children).toEqual([]);
  expect(targetOf(collections, "orders", "customer.country")).toBe("countries");
  expect(targetOf(collections, "orders", "lines")).toBeUndefined();
});

test("the order is told by moments, with what starts anyway", () => {
  const all = [
    workflow("check", "request-interception", on, { sync: true }),
    workflow("later", "action", on),
    workflow("wait", "action", on, { sync: true }),
    workflow("always", "action", { ...on, global: true, actions: ["create"] }),
    workflow("updates", "action", { ...on, global: true, actions: ["update"] }),
    workflow("changed", "collection", { ...on, mode: 3 }),
    workflow("deleted", "collection", { ...on, mode: 4 }),
    workflow("off", "action", on, { enabled: false }),
  ];
  const own = bound(
    submit,
    [{ key: "later" }, { key: "off" }, { key: "wait" }, { key: "check" }, { key: "lost" }],
    all,
    collections,
  );
  expect(own.map((f) => f.obstacle)).toEqual([undefined, "disabled", undefined, undefined, "gone"]);
  const order = effective(own, anyway(submit, all));
  const keys = (m: keyof typeof order) => order[m].map((f) => f.key);
  expect([keys("before"), keys("waiting"), keys("later")]).toEqual([
    ["check"],
    ["wait"],
    ["changed", "later", "always"],
  ]);
  expect(anyway(trigger, all)).toEqual([]);
  expect(anyway({ ...submit, action: "destroy" }, all).map((f) => f.key)).toEqual(["deleted"]);
});

test("what can be chosen is offered first, the rest with the reason", () => {
  const all = [
    workflow("z", "action", on),
    workflow("b", "collection", on),
    workflow("c", "action", on, { enabled: false }),
  ];
  expect(offered(submit, "", all, collections).map((o) => [o.workflow.key, o.obstacle])).toEqual([
    ["z", undefined],
    ["c", "disabled"],
    ["b", "other_trigger"],
  ]);
});
