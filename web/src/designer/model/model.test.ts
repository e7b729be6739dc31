import { describe, expect, test, vi } from "vitest";
import type { Block, Collection, Field, PageButton, PageContent } from "../../api/types";
import * as c from "./content";
import { difference, movedOnes } from "./diff";
import { offersFor, pathTitle } from "./fields";
import { actsOn, kindsFor, recordAround, scopesFor } from "./fits";
import { newBlock, readyPage } from "./fresh";
import { begin, push, redo, undo } from "./history";
import { moveTo, rowsOf, sized, stepFrom } from "./layout";
import { merge } from "./merge";
import { locate } from "./problems";

// What the modules ask of a browser when they are loaded.
vi.hoisted(() => {
  vi.stubGlobal("window", { addEventListener: () => {} });
});

const text = (uid: string, row?: number, column = 0): Block => ({
  uid,
  type: "markdown",
  settings: { text: uid, ...(row !== undefined && { layout: { row, column } }) },
});
const shape = (blocks: readonly Block[]) => rowsOf(blocks).map((r) => r.map((b) => b.uid).join("+"));
const field = (name: string, type = "string", more: Partial<Field> = {}) =>
  ({ name, type, key: name, collectionName: "orders", ...more }) as Field;
const collection = (name: string, fields: Field[]) => ({ name, title: null, fields }) as unknown as Collection;
const customers = collection("customers", [field("name"), field("secret", "string", { hidden: true })]);
const orders = collection("orders", [
  field("id", "snowflakeId", { primaryKey: true }),
  field("title"),
  field("customer", "belongsTo", { target: "customers" }),
  field("customerId", "bigInt", { isForeignKey: true }),
  field("lines", "hasMany", { target: "lines" }),
]);
const words = { add: "New", submit: "Submit", edit: "Edit", save: "Save", delete: "Delete", deleteConfirm: "Sure?" };

describe("places of blocks", () => {
  const page = [text("a"), text("b"), text("c")];

  test("blocks without a place stand below each other, and stay without one", () => {
    expect(shape(page)).toEqual(["a", "b", "c"]);
    const next = moveTo(page, "c", { row: 0, column: 0, fresh: true });
    expect(shape(next)).toEqual(["c", "a", "b"]);
    expect(next.every((b) => b.settings.layout === undefined)).toBe(true);
  });

  test("one beside another gives all of them a place; apart again they need none", () => {
    const beside = moveTo(page, "c", { row: 0, column: 1, fresh: false });
    expect(shape(beside)).toEqual(["a+c", "b"]);
    expect(beside.map((b) => b.settings.layout)).toEqual([
      { row: 0, column: 0 },
      { row: 0, column: 1 },
      { row: 1, column: 0 },
    ]);
    const apart = moveTo(beside, "c", { row: 2, column: 0, fresh: true });
    expect(shape(apart)).toEqual(["a", "b", "c"]);
    expect(apart[0]?.settings.layout).toBeUndefined();
  });

  test("a place is counted with the block that moves", () => {
    expect(shape(moveTo(page, "a", { row: 2, column: 0, fresh: true }))).toEqual(["b", "a", "c"]);
    expect(shape(moveTo(page, "a", { row: 2, column: 0, fresh: false }))).toEqual(["b", "a+c"]);
    expect(moveTo(page, "a", { row: 0, column: 0, fresh: true })).toBe(page);
    expect(moveTo(page, "a", { row: 1, column: 0, fresh: true })).toBe(page);
    expect(moveTo(page, "x", { row: 0, column: 0, fresh: true })).toBe(page);
  });

  test("by keyboard every place can be reached", () => {
    const go = (blocks: Block[], uid: string, d: "up" | "down" | "start" | "end") => {
      const to = stepFrom(blocks, uid, d);
      return to ? moveTo(blocks, uid, to) : blocks;
    };
    expect(shape(go(page, "a", "up"))).toEqual(["a", "b", "c"]);
    expect(shape(go(page, "a", "down"))).toEqual(["b", "a", "c"]);
    expect(shape(go(page, "c", "down"))).toEqual(["a", "b", "c"]);
    const beside = go(page, "b", "start");
    expect(shape(beside)).toEqual(["a+b", "c"]);
    expect(shape(go(beside, "a", "end"))).toEqual(["b+a", "c"]);
    expect(shape(go(beside, "b", "start"))).toEqual(["b+a", "c"]);
    expect(shape(go(beside, "b", "down"))).toEqual(["a", "b", "c"]);
    expect(shape(go(beside, "b", "up"))).toEqual(["b", "a", "c"]);
    expect(shape(go(page, "a", "end"))).toEqual(["a+b", "c"]);
  });

  test("a width is kept until somebody joins or leaves the row", () => {
    const beside = moveTo(page, "b", { row: 0, column: 1, fresh: false });
    const wide = sized(beside, "a", 16);
    expect(wide[0]?.settings.layout).toEqual({ row: 0, column: 0, width: 16 });
    expect(moveTo(wide, "c", { row: 0, column: 2, fresh: false })[0]?.settings.layout?.width).toBeUndefined();
  });
});

describe("content", () => {
  const page = readyPage(orders, words);
  const table = page.blocks[0] as Block;
  const popup = table.buttons?.[0] as PageButton;
  const inner = popup.blocks?.[0] as Block;

  test("a ready page has a table, a form for new records and one to edit", () => {
    expect(c.fieldsOf(table).map((f) => f.name)).toEqual(["title", "customer"]);
    expect(c.fieldsOf(inner).map((f) => f.name)).toEqual(["title", "customer", "lines"]);
    expect(table.buttons?.map((b) => [b.kind, b.on])).toEqual([
      ["popup", "nothing"],
      ["popup", "record"],
      ["delete", "record"],
    ]);
    expect(table.buttons?.[1]?.blocks?.[0]).toMatchObject({ settings: { mode: "edit" }, buttons: [{ kind: "save" }] });
  });

  test("what is in a pop-up is found with the way to it, and changed in its place", () => {
    const button = inner.buttons?.[0] as PageButton;
    const found = c.find(page, button.uid);
    expect(found).toMatchObject({
      within: popup.uid,
      block: { uid: inner.uid },
      path: [{ button: { uid: popup.uid } }],
    });
    const next = c.changeButton(page, button.uid, (b) => ({ ...b, title: "Send" }));
    expect(c.find(next, button.uid)?.button?.title).toBe("Send");
    expect(next.blocks[0]?.buttons?.[1]).toBe(table.buttons?.[1]);
    expect(c.changeButton(page, "nobody", (b) => ({ ...b, title: "x" }))).toBe(page);
  });

  test("copies have names of their own, all the way down", () => {
    const { content, uid } = c.duplicateBlock(page, table.uid);
    const uids = c.everything(content).map((f) => (f.button ?? f.block).uid);
    expect(content.blocks.map((b) => b.uid)).toEqual([table.uid, uid]);
    expect(new Set(uids).size).toBe(uids.length);
    const copied = c.duplicateButton(page, popup.uid);
    expect(copied.content.blocks[0]?.buttons?.map((b) => b.uid).indexOf(copied.uid)).toBe(1);
  });

  test("blocks and buttons come and go", () => {
    const more = c.addBlock(page, popup.uid, newBlock("markdown"));
    expect(c.blocksIn(more, popup.uid)).toHaveLength(2);
    expect(c.blocksIn(c.removeBlock(more, inner.uid), popup.uid)).toHaveLength(1);
    expect(c.removeBlock(page, table.uid).blocks).toEqual([]);
    const none = ["0", "1", "2"].reduce((p) => c.removeButton(p, p.blocks[0]?.buttons?.[0]?.uid ?? ""), page);
    expect("buttons" in (none.blocks[0] as Block)).toBe(false);
    expect(c.blocksIn(page, "nobody")).toBeUndefined();
  });
});

describe("buttons", () => {
  const table = newBlock("table", orders);
  const form = newBlock("form", orders);

  test("stand only where the server takes them", () => {
    expect(kindsFor(table)).toEqual(["update", "delete", "bulkUpdate", "trigger", "link", "popup"]);
    expect(kindsFor(form)).toEqual(["submit", "save", "trigger", "link", "popup"]);
    expect(kindsFor(newBlock("form", orders, "edit"))).toContain("delete");
    expect(kindsFor(newBlock("markdown"))).toEqual(["trigger", "link", "popup"]);
  });

  test("act on what they stand on", () => {
    expect(scopesFor("popup", table)).toEqual(["nothing", "record"]);
    expect(scopesFor("popup", form)).toEqual([]);
    const popup: PageButton = { uid: "p", kind: "popup" };
    expect(actsOn(popup, table)).toBe("nothing");
    expect(recordAround({ ...popup, on: "record" }, table)).toBe(true);
    expect(recordAround(popup, form)).toBe(false);
    expect(recordAround(popup, newBlock("details", orders))).toBe(true);
  });
});

test("fields are offered with those of related records, hidden ones and keys not", () => {
  const offers = offersFor(newBlock("table", orders), [orders, customers]);
  expect(offers.map((o) => o.name)).toEqual(["title", "customer", "lines", "id"]);
  expect(offers[1]?.children?.map((o) => o.name)).toEqual(["customer.name"]);
  expect(pathTitle([orders, customers], "orders", "customer.gone")).toBe("customer › gone");
});

test("undo and redo go step by step; quick changes of one thing are one step", () => {
  let h = begin("");
  h = push(h, "a", "title", 0);
  h = push(h, "ab", "title", 500);
  h = push(h, "abc", "other", 600);
  expect(undo(h).now).toBe("ab");
  expect(undo(undo(h)).now).toBe("");
  expect(redo(undo(h)).now).toBe("abc");
  expect(push(undo(h), "x").future).toEqual([]);
  expect(undo(begin(1)).now).toBe(1);
});

describe("two editors", () => {
  const base: PageContent = { blocks: [text("a"), text("b")] };
  const titled = (p: PageContent, uid: string, title: string) => c.changeBlock(p, uid, (b) => ({ ...b, title }));

  test("what they did in different places is put together", () => {
    const mine = titled(base, "a", "Mine");
    const theirs = c.addBlock(titled(base, "b", "Theirs"), c.root, text("d"));
    const { value, clashes } = merge(base, mine, theirs);
    expect(clashes).toEqual([]);
    expect(value.blocks.map((b) => [b.uid, b.title])).toEqual([
      ["a", "Mine"],
      ["b", "Theirs"],
      ["d", undefined],
    ]);
  });

  test("the same place is a clash", () => {
    const both = merge(base, titled(base, "a", "Mine"), titled(base, "a", "Theirs"));
    expect(both.clashes).toEqual(["blocks.a.title"]);
    const gone = merge(base, titled(base, "a", "Mine"), c.removeBlock(base, "a"));
    expect(gone.clashes).toEqual(["blocks.a"]);
    expect(merge(base, c.removeBlock(base, "a"), base).value.blocks).toHaveLength(1);
  });

  test("the difference names what came, went, moved and changed", () => {
    const page = readyPage(orders, words);
    const table = page.blocks[0] as Block;
    let next = c.changeSettings(page, table.uid, { fields: [{ name: "customer" }, { name: "title", label: "What" }] });
    next = c.addBlock(next, c.root, newBlock("form", orders));
    next = c.removeButton(next, table.buttons?.[2]?.uid ?? "");
    const told = difference(page, next).map((d) => `${d.change} ${d.subject} ${d.name} ${d.parts}`);
    expect(told.sort()).toEqual(
      ["added block orders ", "changed field What label", "moved field What ", "removed button Delete "].sort(),
    );
    expect(difference(page, page)).toEqual([]);
  });

  test("of a new order as little as possible is told", () => {
    expect(movedOnes(["a", "b", "c", "d"], ["d", "a", "b", "c"])).toEqual(["d"]);
    expect(movedOnes(["a", "b"], ["a", "x", "b"])).toEqual([]);
  });
});

test("a problem is found at the field, button or block that it is about", () => {
  const page: PageContent = {
    blocks: [
      {
        uid: "t",
        type: "table",
        collection: "gone",
        settings: { fields: [{ name: "title" }, { name: "lost" }] },
        buttons: [
          { uid: "p", kind: "popup", blocks: [{ ...text("in") }] },
          { uid: "b", kind: "trigger", bindings: [{ key: "nothing" }] },
        ],
      },
    ],
  };
  const at = (path: string) => locate(page, { path, code: "X", message: "" });
  expect(at("draft.blocks.0.collection")).toMatchObject({ block: "t", button: "", part: "collection", names: "gone" });
  expect(at("draft.blocks.0.settings.fields.1.name")).toMatchObject({ block: "t", field: 1, names: "lost" });
  expect(at("draft.blocks.0.buttons.1.bindings.0.key")).toMatchObject({ button: "b", names: "nothing" });
  expect(at("draft.blocks.0.buttons.0.blocks.0.settings.text")).toMatchObject({ block: "in", within: "p", button: "" });
  expect(at("roles.0")).toMatchObject({ block: "", button: "", part: "roles.0" });
});
