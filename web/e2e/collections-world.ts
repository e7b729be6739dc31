import type { Server } from "./server";

type Json = Record<string, unknown>;

const field = (name: string, title: string, type: string, more: Json = {}): Json => ({
  name,
  type,
  ...more,
  uiSchema: { title, ...(more.uiSchema as Json | undefined) },
});

const noted = { createdAt: true, createdBy: true, updatedAt: true, updatedBy: true };

/** Customers with orders of products: collections with every sort of relation, and a few records. */
export async function trade(server: Server, token: string): Promise<void> {
  await server.ok(token, "collections:create", {
    ...noted,
    name: "customers",
    title: "Customers",
    description: "Who buys from us.",
    titleField: "name",
    fields: [
      field("name", "Name", "string", {
        interface: "input",
        validation: { type: "string", rules: [{ name: "required" }] },
      }),
      field("email", "E-mail", "string", { interface: "email", unique: true }),
      field("since", "Customer since", "dateOnly", { interface: "date" }),
    ],
  });
  await server.ok(token, "collections:create", {
    ...noted,
    name: "products",
    title: "Products",
    titleField: "title",
    fields: [
      field("title", "Title", "string", { interface: "input" }),
      field("price", "Price", "decimal", { interface: "number", precision: 10, scale: 2 }),
      field("stock", "In stock", "bigInt", { interface: "integer", defaultValue: 0 }),
    ],
  });
  await server.ok(token, "collections:create", {
    ...noted,
    name: "orders",
    title: "Orders",
    titleField: "number",
    indexes: [{ fields: ["customerId", "state"] }],
    fields: [
      field("number", "Number", "string", { interface: "input", unique: true }),
      field("state", "State", "string", {
        interface: "select",
        defaultValue: "new",
        uiSchema: {
          enum: [
            { value: "new", label: "New", color: "blue" },
            { value: "packed", label: "Packed", color: "gold" },
            { value: "sent", label: "Sent", color: "green" },
          ],
        },
      }),
      field("total", "Total", "decimal", { interface: "number", precision: 10, scale: 2 }),
      field("paid", "Paid", "boolean", { interface: "checkbox" }),
      field("customer", "Customer", "belongsTo", {
        interface: "m2o",
        target: "customers",
        foreignKey: "customerId",
        reverseField: { name: "orders", uiSchema: { title: "Orders" } },
      }),
      field("products", "Products", "belongsToMany", {
        interface: "m2m",
        target: "products",
        through: "ordersProducts",
        foreignKey: "orderId",
        otherKey: "productId",
        reverseField: { name: "orders", uiSchema: { title: "Orders" } },
      }),
    ],
  });
  await records(server, token);
}

async function records(server: Server, token: string) {
  const make = async (collection: string, list: Json[]) =>
    (await server.ok(token, `${collection}:create`, list as never)) as unknown as { id: number }[];
  const customers = await make("customers", [
    { name: "Baker & Sons", email: "hello@baker.example", since: "2021-03-01" },
    { name: "Nadia Rossi", email: "nadia@rossi.example", since: "2023-11-20" },
    { name: "Blue Harbour Hotels and Restaurants", since: "2019-06-15" },
  ]);
  const products = await make("products", [
    { title: "Lamp", price: "49.90", stock: 12 },
    { title: "Desk", price: "320.00", stock: 3 },
  ]);
  await make(
    "orders",
    ["new", "packed", "sent", "new", "sent", "new"].map((state, i) => ({
      number: `2026-${String(i + 1).padStart(3, "0")}`,
      state,
      total: String(49.9 * (i + 1)),
      paid: state === "sent",
      customer: customers[i % customers.length]?.id,
      products: products.slice(0, 1 + (i % 2)).map((p) => p.id),
    })),
  );
}
