import { expect, test } from "vitest";
import type { Collection, Field } from "../api/types";
import { edgesOf, layout } from "./diagram-layout";

const field = (name: string, type: string, more: Partial<Field> = {}) => ({ key: name, name, type, ...more }) as Field;
const collection = (name: string, ...fields: Field[]) => ({ key: `k-${name}`, name, fields }) as unknown as Collection;

const customers = collection(
  "customers",
  field("orders", "hasMany", { target: "orders", foreignKey: "customerId" }),
  field("card", "hasOne", { target: "cards", foreignKey: "ownerId" }),
);
const orders = collection(
  "orders",
  field("customer", "belongsTo", { target: "customers", foreignKey: "customerId" }),
  field("products", "belongsToMany", { target: "products", through: "op" }),
  field("gone", "belongsTo", { target: "nowhere", foreignKey: "goneId" }),
);
const products = collection("products", field("orders", "belongsToMany", { target: "orders", through: "op" }));
const cards = collection("cards", field("owner", "belongsTo", { target: "customers", foreignKey: "ownerId" }));
const all = [customers, orders, products, cards];

test("the two sides of a relation are one line, and what leads nowhere is none", () => {
  expect(edgesOf(all).map((e) => [e.from, e.to, e.join, e.fields.length])).toEqual([
    ["customers", "orders", "oneToMany", 2],
    ["customers", "cards", "oneToOne", 2],
    ["orders", "products", "manyToMany", 2],
  ]);
});

test("every collection has a place of its own", () => {
  const places = layout(all, edgesOf(all), { box: 200, head: 36, line: 24, gap: 48 });
  expect(places.size).toBe(4);
  const boxes = [...places.values()];
  for (const a of boxes) {
    for (const b of boxes) {
      const apart = a.x + 200 <= b.x || b.x + 200 <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(a === b || apart).toBe(true);
    }
  }
});
