import type { Server } from "./server";

/** A collection whose records know who made them. */
export async function makeClaims(server: Server, boss: string): Promise<void> {
  const titled = (name: string, type: string, title: string) => ({ name, type, uiSchema: { title } });
  await server.ok(boss, "collections:create", {
    name: "claims",
    title: "Claims",
    fields: [
      titled("title", "string", "Title"),
      titled("amount", "decimal", "Amount"),
      titled("state", "string", "State"),
      { name: "createdBy", type: "belongsTo", target: "users", foreignKey: "createdById", interface: "createdBy" },
    ],
  });
}

/** A role with rules of its own for a collection, by a condition and for some fields. */
export async function populatePeople(server: Server, boss: string): Promise<void> {
  await server.ok(boss, "roles:create", {
    name: "payer",
    title: "Payer",
    description: "Pays what was approved.",
    strategy: { actions: ["view:own", "create"] },
    snippets: ["ui.workflows"],
  });
  const scope = await server.ok(boss, "rolesResourcesScopes:create", {
    name: "Taxi rides",
    resourceName: "claims",
    scope: { title: { $includes: "Taxi" } },
  });
  await server.ok(boss, "roles/payer/dataSourceResources:create", {
    name: "claims",
    usingActionsConfig: true,
    actions: [
      { name: "view", fields: ["title"], scopeId: scope.id },
      { name: "update", scopeKey: "own" },
    ],
  });
  await server.ok(boss, "users:create", {
    username: "zoe",
    nickname: "Zoé Petit",
    email: "zoe@example.com",
    password: "zoe-likes-Tea-9",
    roles: ["payer"],
  });
}
