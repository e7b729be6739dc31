import type { Server } from "./server";

const titled = (title: string) => ({ uiSchema: { title } });

/** Makes collections, workflows and an application with a page to design. */
export async function populateDesigner(server: Server): Promise<string> {
  const boss = await server.signIn();
  const make = (collection: object) => server.ok(boss, "collections:create", collection);
  await make({
    name: "clients",
    title: "Clients",
    fields: [{ name: "name", type: "string", ...titled("Name") }],
  });
  await make({
    name: "orders",
    title: "Orders",
    fields: [
      { name: "title", type: "string", ...titled("Title") },
      { name: "amount", type: "double", ...titled("Amount") },
      { name: "status", type: "string", ...titled("Status") },
      { name: "client", type: "belongsTo", target: "clients", ...titled("Client") },
    ],
  });
  const client = await server.ok(boss, "clients:create", { name: "Durand" });
  for (const title of ["Paper", "Ink"]) {
    await server.ok(boss, "orders:create", { title, amount: 12, status: "new", client: client.id });
  }
  const on = { collection: "orders" };
  const flows = [
    { key: "stock", title: "Check the stock", type: "request-interception", config: on },
    { key: "invoice", title: "Write the invoice", type: "action", config: on },
    { key: "thank", title: "Thank at once", type: "action", sync: true, config: on },
    { key: "greet", title: "Greet the client", type: "action", config: { collection: "clients" } },
    { key: "journal", title: "Keep the journal", type: "action", config: { ...on, global: true, actions: ["create"] } },
    { key: "counter", title: "Count the orders", type: "collection", config: { ...on, mode: 1 } },
  ];
  for (const flow of flows) await server.workflow(boss, flow);
  await server.ok(boss, "workflows:create", { key: "sleeping", title: "Not ready yet", type: "action", config: on });
  await server.ok(boss, "applications:create", { key: "shop", title: "Shop" });
  await addPage(server, boss, "orders", "Orders", orders);
  return boss;
}

/** Makes a page with an entry in the menu of the shop. */
export async function addPage(server: Server, boss: string, uid: string, title: string, blocks: object[] = []) {
  await server.ok(boss, "pages:create", { uid, applicationKey: "shop", title, draft: { blocks } });
  await server.ok(boss, "menuEntries:create", { applicationKey: "shop", type: "page", pageUid: uid });
}

const form = {
  uid: "order-form",
  type: "form",
  collection: "orders",
  settings: { mode: "add", fields: [{ name: "title", required: true }, { name: "amount" }] },
  buttons: [{ uid: "order-send", kind: "submit", title: "Send", style: "primary" }],
};

const orders = [
  {
    uid: "order-table",
    type: "table",
    collection: "orders",
    title: "All orders",
    settings: { fields: [{ name: "title" }, { name: "amount" }, { name: "client.name" }] },
    buttons: [
      { uid: "order-new", kind: "popup", title: "New", style: "primary", on: "nothing", blocks: [form] },
      { uid: "order-ship", kind: "update", title: "Ship", on: "record", values: { status: "shipped" } },
    ],
  },
  { uid: "order-note", type: "markdown", settings: { text: "Call **first**." } },
];

/** Makes a page of the claims that was published and then edited, with a problem, for the pictures. */
export async function populateStudio(server: Server, boss: string): Promise<void> {
  const blocks = (field: string) => [
    {
      uid: "studio-table",
      type: "table",
      collection: "claims",
      title: "Claims",
      settings: { fields: [{ name: "title", label: "Claim" }, { name: field }], sort: ["-id"] },
      buttons: [
        {
          uid: "studio-new",
          kind: "popup",
          title: "New claim",
          style: "primary",
          on: "nothing",
          blocks: [
            {
              uid: "studio-form",
              type: "form",
              collection: "claims",
              settings: { mode: "add", fields: [{ name: "title", required: true }, { name: "number" }] },
              buttons: [
                {
                  uid: "studio-send",
                  kind: "submit",
                  title: "Send",
                  style: "primary",
                  bindings: [{ key: "limit" }, { key: "books" }, { key: "process" }, { key: "archive" }],
                },
              ],
            },
          ],
        },
        { uid: "studio-delete", kind: "delete", title: "Delete", on: "record", confirm: "Delete this claim?" },
      ],
    },
    {
      uid: "studio-note",
      type: "markdown",
      settings: { text: "## Rules\n\nClaims above **500 €** need a receipt.\n\n- Travel\n- Hotel" },
    },
  ];
  await server.ok(boss, "applications:create", { key: "studio", title: "Expenses" });
  const page = { uid: "studio-claims", applicationKey: "studio", title: "Claims" };
  await server.ok(boss, "pages:create", { ...page, draft: { blocks: blocks("number") } });
  await server.ok(boss, "menuEntries:create", { applicationKey: "studio", type: "page", pageUid: page.uid });
  await server.ok(boss, `pages:publish?filterByTk=${page.uid}`, { revision: 1, note: "The first one" });
  await server.ok(boss, `pages:update?filterByTk=${page.uid}`, { revision: 1, draft: { blocks: blocks("receipt") } });
  await server.ok(boss, "pages:create", { uid: "studio-empty", applicationKey: "studio", title: "New page" });
}
