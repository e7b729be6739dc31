import { expect, test } from "vitest";
import type { MenuEntry } from "../api/types";
import { addressWith, kindOfAddress } from "./address";
import { firstPage, menuTree } from "./menu";
import { readSearch } from "./search";

test.each([
  ["https://example.com/a", "elsewhere"],
  ["/apps/x", "here"],
  ["apps/x", "here"],
  ["javascript:alert(1)", undefined],
  ["JavaScript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["//evil.example", undefined],
  ["/\\evil.example", undefined],
  [" javascript:alert(1)", undefined],
])("the address %j leads %s", (url, kind) => {
  expect(kindOfAddress(url)).toBe(kind);
});

test("values of the record are escaped in an address", () => {
  expect(addressWith("/x?q={{title}}&o={{$record.owner.name}}", { title: "a&b", owner: { name: "é" } })).toBe(
    "/x?q=a%26b&o=%C3%A9",
  );
});

test("whatever an address says, only what fits is taken", () => {
  expect(
    readSearch({
      record: 7,
      open: [{ button: "b", record: "k" }, { button: 1 }, null],
      view: { t: { page: 2, sort: "-a", pageSize: 900 } },
    }),
  ).toEqual({
    record: 7,
    open: [{ button: "b", record: "k" }],
    view: { t: { page: 2, sort: "-a" } },
  });
  expect(readSearch({ record: {}, open: "x", view: [] })).toEqual({});
});

const entry = (id: number, more: Partial<MenuEntry>): MenuEntry => ({
  id,
  applicationKey: "a",
  type: "page",
  title: null,
  icon: null,
  hidden: false,
  pageUid: null,
  parentId: null,
  sort: id,
  url: null,
  createdAt: null,
  createdById: null,
  updatedAt: null,
  updatedById: null,
  ...more,
});

test("a menu is a tree without what is hidden or empty", () => {
  const tree = menuTree(
    [
      entry(1, { type: "group", title: "Empty" }),
      entry(2, { type: "group", title: "Group" }),
      entry(3, { pageUid: "p", parentId: 2 }),
      entry(4, { pageUid: "q", hidden: true }),
    ],
    [{ uid: "p", title: "Page" }],
  );
  expect(tree.map((l) => [l.title, l.children.map((c) => c.title)])).toEqual([["Group", ["Page"]]]);
  expect(firstPage(tree)).toBe("p");
});
