/** What can be undone and redone. */
export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** What the last change was about, and when: more of the same at once is one step. */
  last?: { tag: string; at: number };
}

const depth = 200;

/** How long, in milliseconds, changes of the same thing count as one. */
const together = 1500;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

/** Goes on to a new state. Changes with the same tag, shortly after each other, are one step. */
export function push<T>(h: History<T>, next: T, tag = "", at = Date.now()): History<T> {
  if (next === h.now) return h;
  const more = tag !== "" && h.last?.tag === tag && at - h.last.at < together;
  const past = more ? h.past : [...h.past.slice(1 - depth), h.now];
  return { past, now: next, future: [], last: { tag, at } };
}

export function undo<T>(h: History<T>): History<T> {
  const before = h.past.at(-1);
  return before === undefined ? h : { past: h.past.slice(0, -1), now: before, future: [h.now, ...h.future] };
}

export function redo<T>(h: History<T>): History<T> {
  const [after, ...rest] = h.future;
  return after === undefined ? h : { past: [...h.past, h.now], now: after, future: rest };
}
