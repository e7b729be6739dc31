import type { Server } from "./server";

/** Somebody who may only press buttons. */
export const eve = { account: "eve", name: "Eve Martin", password: "eve-likes-Milk-9" };

const on = { collection: "bills" };

/** Makes workflows that chain, fail, loop and take long, and a person who may only press buttons. */
export async function populateRuns(server: Server): Promise<void> {
  const boss = await server.signIn();
  await server.ok(boss, "roles:create", {
    name: "payer",
    title: "Payer",
    strategy: { actions: ["create", "view"] },
    snippets: ["!ui.*", "!pm", "!pm.*"],
  });
  const person = { username: eve.account, nickname: eve.name, password: eve.password, roles: ["payer"] };
  await server.ok(boss, "users:create", person);
  const text = (name: string, more = {}) => ({ name, type: "string", ...more });
  for (const [name, fields] of Object.entries({
    bills: [text("title"), { name: "amount", type: "double" }],
    transfers: [text("title"), text("number", { unique: true })],
    postings: [text("text")],
  })) {
    await server.ok(boss, "collections:create", { name, title: name, fields });
  }
  const transfer = (values: object) => ({
    type: "create",
    title: "Transfer the money",
    config: { collection: "transfers", params: { values } },
  });
  await server.workflow(boss, { key: "settle", title: "Settle a bill", type: "action", config: on }, [
    {
      type: "calculation",
      title: "Add the fee",
      config: { engine: "math.js", expression: "{{$context.data.amount}} * 1.1" },
    },
    transfer({ title: "{{$context.data.title}}" }),
  ]);
  await server.workflow(
    boss,
    { key: "post", title: "Post a transfer", type: "collection", config: { collection: "transfers", mode: 1 } },
    [
      {
        type: "create",
        title: "Write a posting",
        config: { collection: "postings", params: { values: { text: "{{$context.data.title}}" } } },
      },
    ],
  );
  await server.workflow(boss, {
    key: "audit",
    title: "Audit large postings",
    type: "collection",
    config: { collection: "postings", mode: 1, condition: { text: { $includes: "Million" } } },
  });
  await server.workflow(boss, { key: "once", title: "Pay once", type: "action", config: on }, [
    transfer({ title: "Paid", number: "{{$context.data.title}}" }),
  ]);
  await server.workflow(boss, { key: "approve", title: "Approve in time", type: "action", sync: true, config: on }, [
    {
      type: "query",
      title: "Find the approval",
      config: { collection: "postings", failOnEmpty: true, params: { filter: { text: "yes" } } },
    },
  ]);
  const slow = await server.ok(boss, "workflows:create", {
    key: "count",
    title: "Count for long",
    type: "action",
    config: on,
  });
  let upstream = {};
  for (const [key, title] of [
    ["far", "Count on"],
    ["near", "And on"],
  ]) {
    const config = { target: 10_000 };
    const loop = { key, title, type: "loop", config, ...upstream };
    upstream = { upstreamId: (await server.ok(boss, `workflows/${slow.id}/nodes:create`, loop)).id, branchIndex: 0 };
  }
  await server.ok(boss, `workflows/${slow.id}/nodes:create`, {
    type: "calculation",
    title: "Double it",
    config: { engine: "math.js", expression: "{{$scopes.near.item}} * 2" },
    ...upstream,
  });
  await server.ok(boss, `workflows:update?filterByTk=${slow.id}`, { enabled: true });
  await server.ok(boss, "buttons:create", {
    uid: "pay-bill",
    title: "Pay",
    collection: "bills",
    action: "create",
    bindings: [{ key: "settle" }],
  });
}

/** Takes an action and returns the id of its receipt, whatever it came to. */
export async function press(server: Server, token: string, query: string, title: string): Promise<number> {
  const { body } = await server.call(token, `bills:create?${query}`, { title, amount: 100 });
  if (typeof body.receiptId === "number") return body.receiptId;
  const [newest] = (await server.ok(token, "receipts:list?sort=-id&pageSize=1")) as unknown as { id: number }[];
  return newest?.id ?? 0;
}
