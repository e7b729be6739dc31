import { first, type Line, type Place, type Step, stepsOf } from "./tree";

/** What a version says: its trigger and its steps. */
export interface Doc {
  line: Line;
  config: Record<string, unknown>;
  /** The title of the trigger. */
  title: string;
}

/** A setting that is not the same. */
export interface Setting {
  path: string;
  before: unknown;
  after: unknown;
}

/** What became different about one thing. Without a step it is the trigger. */
export interface Change {
  kind: "added" | "removed" | "moved" | "changed";
  step?: Step;
  /** For what was changed. */
  settings: Setting[];
}

/** What is different between two states, in the order of the steps; what was removed comes last. */
export function difference(was: Doc, is: Doc): Change[] {
  const list: Change[] = [];
  const trigger = settingsOf({ title: was.title, config: was.config }, { title: is.title, config: is.config });
  if (trigger.length > 0) list.push({ kind: "changed", settings: trigger });
  const old = new Map([...stepsOf(was.line)].map((s) => [s.key, s]));
  const moved = movedKeys(was.line, is.line);
  for (const step of stepsOf(is.line)) {
    const other = old.get(step.key);
    if (!other) {
      list.push({ kind: "added", step, settings: [] });
      continue;
    }
    if (moved.has(step.key)) list.push({ kind: "moved", step, settings: [] });
    const settings = settingsOf(other, step);
    if (settings.length > 0) list.push({ kind: "changed", step, settings });
  }
  const now = new Set([...stepsOf(is.line)].map((s) => s.key));
  for (const step of old.values()) if (!now.has(step.key)) list.push({ kind: "removed", step, settings: [] });
  return list;
}

/** Whether two states say the same. */
export function same(a: Doc, b: Doc): boolean {
  return a === b || (a.title === b.title && equal(a.config, b.config) && sameLine(a.line, b.line));
}

function sameLine(a: Line, b: Line): boolean {
  return a === b || (a.length === b.length && a.every((s, i) => sameStep(s, b[i])));
}

/** Branches without steps come and go with the settings: they say nothing. */
function sameStep(a: Step, b: Step | undefined): boolean {
  if (a === b) return true;
  if (!b || a.key !== b.key || a.title !== b.title || !equal(a.config, b.config)) return false;
  const [own, other] = [a, b].map((s) => s.branches.filter((x) => x.line.length > 0));
  if (!own || !other || own.length !== other.length) return false;
  return own.every((x) => sameLine(x.line, other.find((y) => y.index === x.index)?.line ?? []));
}

function settingsOf(a: Pick<Step, "title" | "config">, b: Pick<Step, "title" | "config">): Setting[] {
  const list: Setting[] = [];
  if (a.title !== b.title) list.push({ path: "title", before: a.title, after: b.title });
  compare(a.config, b.config, "", list);
  return list;
}

function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

function compare(a: unknown, b: unknown, path: string, list: Setting[]) {
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compare(a[key], b[key], path ? `${path}.${key}` : key, list);
    }
  } else if (!equal(a, b)) {
    list.push({ path, before: a, after: b });
  }
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => equal(v, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equal(a[key], b[key]));
  }
  return a === b;
}

/** Every line by the name of its head, as keys. */
function linesOf(line: Line, head: Place = first, all = new Map<string, string[]>()): Map<string, string[]> {
  all.set(
    `${head.upstream}/${head.branch}`,
    line.map((s) => s.key),
  );
  for (const s of line) for (const b of s.branches) linesOf(b.line, { upstream: s.key, branch: b.index }, all);
  return all;
}

/** The steps that stand on another line, or in another order on theirs. */
function movedKeys(was: Line, is: Line): Set<string> {
  const moved = new Set<string>();
  const [old, now] = [linesOf(was), linesOf(is)];
  const oldLine = new Map([...old].flatMap(([head, keys]) => keys.map((k) => [k, head] as const)));
  for (const [head, keys] of now) {
    const stayed = keys.filter((k) => oldLine.get(k) === head);
    for (const k of keys) if (oldLine.has(k) && oldLine.get(k) !== head) moved.add(k);
    const order = old.get(head) ?? [];
    const kept = longestRise(stayed.map((k) => order.indexOf(k)));
    stayed.forEach((k, i) => {
      if (!kept.has(i)) moved.add(k);
    });
  }
  return moved;
}

/** The places of a longest rising part of a list of numbers. */
function longestRise(list: readonly number[]): Set<number> {
  const best: { length: number; from: number }[] = [];
  let end = -1;
  list.forEach((n, i) => {
    let [length, from] = [1, -1];
    for (let k = 0; k < i; k += 1) {
      const b = best[k];
      if (b && (list[k] ?? 0) < n && b.length + 1 > length) [length, from] = [b.length + 1, k];
    }
    best.push({ length, from });
    if (end < 0 || length > (best[end]?.length ?? 0)) end = i;
  });
  const places = new Set<number>();
  for (let i = end; i >= 0; i = best[i]?.from ?? -1) places.add(i);
  return places;
}
