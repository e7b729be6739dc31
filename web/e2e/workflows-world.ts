import type { Server } from "./server";

const vic = { account: "vic", password: "vic-likes-Tea-9" };

/** Makes workflows of every kind and state, with categories: what the list of workflows shows. */
export async function populateWorkflows(server: Server): Promise<void> {
  const boss = await server.signIn();
  const category = async (title: string, color: string) =>
    (await server.ok(boss, "workflowCategories:create", { title, color })).id;
  const money = await category("Money", "good");
  const people = await category("People", "attention");
  await server.ok(boss, "collections:create", {
    name: "visits",
    title: "Visits",
    fields: [
      { name: "guest", type: "string", uiSchema: { title: "Guest" } },
      { name: "badge", type: "string", uiSchema: { title: "Badge" } },
      { name: "cost", type: "double", uiSchema: { title: "Cost" } },
    ],
  });
  const on = { collection: "visits" };
  await server.ok(boss, "workflows:create", {
    key: "visit-check",
    title: "Check a visit",
    description: "Refuses a visit without a guest.",
    type: "request-interception",
    enabled: true,
    config: { ...on, global: true, actions: ["create"] },
    categories: [people],
  });
  const { id } = await server.ok(boss, "workflows:create", {
    key: "visit-pay",
    title: "Pay for a visit",
    type: "action",
    enabled: true,
    config: on,
    categories: [money],
    nodes: [{ key: "told", type: "output", config: { value: 1 } }],
  });
  await server.ok(boss, `workflows:revision?filterByTk=${id}&filter=${encodeURIComponent('{"key":"visit-pay"}')}`, {});
  await server.ok(boss, "workflows:create", {
    key: "visit-broken",
    title: "Tell the reception",
    type: "collection",
    config: { ...on, mode: 2, changed: ["badge"] },
    nodes: [{ key: "told", type: "output", config: { value: "{{$jobsMapByNodeKey.nobody}}" } }],
  });
  await server.ok(boss, "workflows:create", { key: "visit-empty", title: "Call the guest", type: "custom-action" });
  // Its collection is deleted: it says so, and cannot be switched on.
  await server.ok(boss, "collections:create", { name: "rooms", fields: [{ name: "number", type: "string" }] });
  const rooms = { collection: "rooms" };
  await server.ok(boss, "workflows:create", {
    key: "visit-room",
    title: "Clean a room",
    type: "action",
    config: rooms,
  });
  await server.ok(boss, "collections:destroy?filterByTk=rooms", {});
  await server.ok(boss, "buttons:create", {
    uid: "visit-come",
    title: "Arrive",
    collection: "visits",
    action: "create",
    bindings: [{ key: "visit-pay" }],
  });
  // Somebody else: what root did lately is told elsewhere.
  await server.ok(boss, "users:create", { ...vic, username: vic.account, nickname: "Victor Hugo", roles: ["admin"] });
  await server.ok(await server.signIn(vic.account, vic.password), "visits:create?button=visit-come", { guest: "Ada" });
}
