import { expect, test } from "vitest";
import { filterOf, filters, readSearch } from "./search";

test("an address says which runs are listed", () => {
  const search = readSearch({
    page: 3,
    status: ["queued", -1, "7"],
    workflow: "pay",
    user: "12",
    record: 7,
    from: "2026-01-01T00:00:00Z",
    to: "soon",
    failed: "yes",
    button: "",
  });
  expect(search).toEqual({
    page: 3,
    status: ["queued", "-1"],
    workflow: "pay",
    user: 12,
    record: "7",
    from: "2026-01-01T00:00:00Z",
  });
  expect(filters(search)).toBe(5);
  expect(readSearch({ page: 1, status: "x", user: -1 })).toEqual({});
});

test("filters go together", () => {
  expect(filterOf({})).toEqual({});
  expect(filterOf({ failed: true, workflow: "pay", button: "b" })).toEqual({
    $and: [{ status: { $in: [-1, -2, -3, -4, -5, -6] } }, { key: "pay" }, { receipt: { button: "b" } }],
  });
  expect(filterOf({ status: ["queued"] })).toEqual({ $and: [{ status: { $empty: true } }] });
  expect(filterOf({ status: ["queued", "0"] })).toEqual({
    $and: [{ $or: [{ status: { $empty: true } }, { status: { $in: [0] } }] }],
  });
  expect(filterOf({ trigger: "manual", collection: "claims", record: "7" })).toEqual({
    $and: [{ manually: true }, { collection: "claims" }, { recordKey: "7" }],
  });
});
