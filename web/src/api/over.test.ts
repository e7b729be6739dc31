import { describe, expect, test } from "vitest";
import { ApiError } from "./errors";
import { Crossed, writeOver } from "./over";

interface State {
  at: number;
  title: string;
  note: string;
}

/** A server with one record, written only on top of what it is. */
class Shelf {
  writes = 0;
  constructor(public now: State) {}

  change = (base: State, title: string) =>
    writeOver<State, State>({
      base,
      write: async (over) => {
        if (over.at !== this.now.at) throw new ApiError(409, [{ code: "ROLE_CHANGED", message: "" }], "", 0);
        this.writes += 1;
        this.now = { ...this.now, at: this.now.at + 1, title };
        return this.now;
      },
      read: async () => this.now,
      isSame: (a, b) => a.title === b.title,
    });
}

const first: State = { at: 1, title: "a", note: "" };

describe("writing on top of what was read", () => {
  test("writes what nobody else changed", async () => {
    const shelf = new Shelf(first);
    expect((await shelf.change(first, "b")).title).toBe("b");
  });

  test("writes on top of a change of another part", async () => {
    const shelf = new Shelf({ at: 2, title: "a", note: "theirs" });
    expect(await shelf.change(first, "b")).toEqual({ at: 3, title: "b", note: "theirs" });
  });

  test("overwrites no change of the same part, and tells what there is now", async () => {
    const shelf = new Shelf({ at: 2, title: "theirs", note: "" });
    const error = await shelf.change(first, "b").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Crossed);
    expect((error as Crossed<State>).theirs).toBe(shelf.now);
    expect(shelf.writes).toBe(0);
  });

  test("passes on every other refusal, and gives up when others are always quicker", async () => {
    const refusal = new ApiError(403, [{ code: "NO_PERMISSION", message: "" }], "", 0);
    const over = { base: first, read: async () => first, isSame: () => true };
    await expect(writeOver({ ...over, write: () => Promise.reject(refusal) })).rejects.toBe(refusal);
    const busy = new ApiError(409, [{ code: "ROLE_CHANGED", message: "" }], "", 0);
    await expect(writeOver({ ...over, write: () => Promise.reject(busy) })).rejects.toBe(busy);
  });
});
