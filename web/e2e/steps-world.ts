import type { Server } from "./server";

type Json = Record<string, unknown>;

const field = (name: string, title: string, type: string, more: Json = {}): Json => ({
  name,
  type,
  ...more,
  uiSchema: { title, ...(more.uiSchema as Json | undefined) },
});

const both = (...calculations: Json[]): Json => ({ group: { type: "and", calculations } });

const nodes: Json[] = [
  {
    key: "tax",
    type: "calculation",
    title: "Amount with tax",
    config: { engine: "math.js", expression: "round({{$context.data.amount}} * 1.2, 2)" },
  },
  {
    key: "large",
    type: "condition",
    title: "Is it a large one",
    config: {
      rejectOnFalse: false,
      engine: "basic",
      calculation: both(
        { calculator: "gt", operands: ["{{$jobsMapByNodeKey.tax}}", 100] },
        { calculator: "notEqual", operands: ["{{$context.data.state}}", "paid"] },
      ),
    },
  },
  {
    key: "others",
    type: "query",
    title: "Other open expenses",
    config: {
      collection: "expenses",
      multiple: true,
      params: {
        filter: { $and: [{ state: { $in: ["open"] } }, { purpose: { $ne: "{{$context.data.purpose}}" } }] },
        sort: [{ field: "amount", direction: "desc" }],
      },
    },
  },
  { key: "book", type: "create", title: "Book it", config: { collection: "bookings", params: { values: {} } } },
];

/** A workflow with steps of several types that ran once, and a draft of it to work on. Returns the id of the draft. */
export async function bookkeeping(server: Server, token: string): Promise<number> {
  await server.ok(token, "collections:create", {
    name: "teams",
    title: "Teams",
    titleField: "name",
    fields: [field("name", "Name", "string")],
  });
  await server.ok(token, "collections:create", {
    name: "expenses",
    title: "Expenses",
    titleField: "purpose",
    fields: [
      field("purpose", "Purpose", "string"),
      field("amount", "Amount", "double"),
      field("state", "State", "string", {
        uiSchema: {
          enum: [
            { value: "open", label: "Open" },
            { value: "paid", label: "Paid" },
          ],
        },
      }),
      field("team", "Team", "belongsTo", { target: "teams", foreignKey: "teamId" }),
    ],
  });
  await server.ok(token, "collections:create", {
    name: "bookings",
    title: "Bookings",
    titleField: "text",
    fields: [
      field("text", "Text", "string"),
      field("amount", "Amount", "double"),
      field("urgent", "Urgent", "boolean"),
      field("expense", "Expense", "belongsTo", { target: "expenses", foreignKey: "expenseId" }),
    ],
  });
  const team = await server.ok(token, "teams:create", { name: "Sales" });
  await server.workflow(
    token,
    {
      key: "bookkeeping",
      title: "Book an expense",
      type: "action",
      config: { collection: "expenses", appends: ["team"] },
    },
    nodes,
  );
  await server.ok(token, "buttons:create", {
    uid: "hand-in",
    title: "Hand in",
    collection: "expenses",
    action: "create",
    bindings: [{ key: "bookkeeping" }],
  });
  const values = { purpose: "Hotel", amount: 300, state: "open", team: team.id };
  await server.ok(token, "expenses:create?button=hand-in", values);
  await ended(server, token);
  const [current] = (await server.ok(token, `workflows:list?${filter({ key: "bookkeeping" })}`)) as unknown as Json[];
  const draft = await server.ok(
    token,
    `workflows:revision?filterByTk=${current?.id}&${filter({ key: "bookkeeping" })}`,
    {},
  );
  return Number(draft.id);
}

export function filter(what: Json): string {
  return `filter=${encodeURIComponent(JSON.stringify(what))}`;
}

/** Waits until the run of the workflow has ended. */
async function ended(server: Server, token: string): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const runs = (await server.ok(token, `executions:list?${filter({ key: "bookkeeping" })}`)) as unknown as Json[];
    if (runs[0]?.status) return;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error("the run does not end");
}
