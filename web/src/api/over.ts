import { ApiError } from "./errors";

/** Somebody else changed the same thing meanwhile: nothing was saved. */
export class Crossed<T> extends Error {
  constructor(
    /** What it is now. */
    readonly theirs: T,
  ) {
    super("crossed");
  }
}

/** Refusals of a change on top of what is not there any more. */
const changed = new Set(["VERSION_CHANGED", "NODE_CHANGED", "ROLE_CHANGED"]);

/** How often others may be quicker before it is given up. */
const tries = 5;

interface Over<T, R> {
  /** What it was when the change began. */
  base: T;
  /** Writes on top of a state, and only onto that. */
  write: (over: T) => Promise<R>;
  /** Reads what it is now. */
  read: () => Promise<T>;
  /** Whether the part that is changed is the same in two states. */
  isSame: (a: T, b: T) => boolean;
}

/**
 * Writes on top of what was read. Where somebody else changed another part meanwhile it is written on top of that; where
 * he changed the same part nothing is written, and he who asked is told (Crossed).
 */
export async function writeOver<T, R>({ base, write, read, isSame }: Over<T, R>): Promise<R> {
  let over = base;
  for (let i = 1; ; i += 1) {
    try {
      return await write(over);
    } catch (e) {
      if (!(e instanceof ApiError) || !changed.has(e.code) || i === tries) throw e;
    }
    over = await read();
    if (!isSame(base, over)) throw new Crossed(over);
  }
}
