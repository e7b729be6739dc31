import type { NodeSpec } from "../api/types";
import { referencesOf, withKeys, withoutKeys } from "./references";
import { type BranchLine, before, type Line, type Place, type Step, stepsOf } from "./tree";

/** Steps on their way from one place to another, maybe of another workflow. */
export interface Copied {
  /** The key of the workflow that they come from. */
  workflow: string;
  steps: Line;
}

/** The steps as text. */
export function copyText({ workflow, steps }: Copied): string {
  return JSON.stringify({ sequitur: "steps", workflow, steps: steps.map(plain) }, null, 2);
}

function plain({ key, type, title, config, branches }: Step): object {
  const lines = branches.map((b) => ({ index: b.index, title: b.title, steps: b.line.map(plain) }));
  return { key, type, title, config, ...(lines.length > 0 && { branches: lines }) };
}

/** The steps that a text holds, undefined when it holds none. */
export function parseSteps(text: string): Copied | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (!isObject(found) || found.sequitur !== "steps" || typeof found.workflow !== "string") return undefined;
    const steps = parseLine(found.steps);
    const keys = [...stepsOf(steps)].map((s) => s.key);
    return steps.length > 0 && new Set(keys).size === keys.length ? { workflow: found.workflow, steps } : undefined;
  } catch {
    return undefined;
  }
}

function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

const validKey = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

function parseLine(raw: unknown): Line {
  if (!Array.isArray(raw)) throw new Error("no list");
  return raw.map((item): Step => {
    if (!isObject(item) || typeof item.key !== "string" || typeof item.type !== "string") throw new Error("no step");
    if (!validKey.test(item.key)) throw new Error("no key");
    const title = typeof item.title === "string" ? item.title : "";
    const config = isObject(item.config) ? item.config : {};
    const branches = Array.isArray(item.branches) ? item.branches.map(parseBranch) : [];
    return { key: item.key, type: item.type, title, config, branches };
  });
}

function parseBranch(raw: unknown): BranchLine {
  if (!isObject(raw) || !Number.isSafeInteger(raw.index) || Number(raw.index) < 0) throw new Error("no branch");
  const line = parseLine(raw.steps);
  return { index: Number(raw.index), line, ...(typeof raw.title === "string" && { title: raw.title }) };
}

/** A key that no other step has. */
export function newKey(): string {
  const letters = "0123456789abcdefghijklmnopqrstuvwxyz";
  return Array.from(crypto.getRandomValues(new Uint8Array(11)), (n) => letters[n % letters.length]).join("");
}

/** Steps with keys of their own, referring to each other by these. Keys that are free here may stay. */
export function fresh(steps: Line, specs: readonly NodeSpec[], taken?: ReadonlySet<string>): Line {
  const keys = new Map<string, string>();
  for (const s of stepsOf(steps)) keys.set(s.key, taken && !taken.has(s.key) ? s.key : newKey());
  const renew = (line: Line): Line =>
    line.map(({ id: _, ...s }) => ({
      ...s,
      key: keys.get(s.key) ?? s.key,
      config: withKeys(s, keys, specs),
      branches: s.branches.map((b) => ({ ...b, line: renew(b.line) })),
    }));
  return renew(steps);
}

/** The steps among some that, at a place, refer to something that has no result there, and to what. */
export function dangling(
  line: Line,
  place: Place,
  steps: Line,
  specs: readonly NodeSpec[],
): { step: Step; keys: string[] }[] {
  const there = new Set([...before(line, place), ...stepsOf(steps)].map((s) => s.key));
  return [...stepsOf(steps)]
    .map((step) => ({ step, keys: [...referencesOf(step, specs)].filter((key) => !there.has(key)) }))
    .filter(({ keys }) => keys.length > 0);
}

/** The steps without their references to some others. */
export function cleared(steps: Line, gone: ReadonlySet<string>, specs: readonly NodeSpec[]): Line {
  return steps.map((s) => ({
    ...s,
    config: withoutKeys(s, gone, specs),
    branches: s.branches.map((b) => ({ ...b, line: cleared(b.line, gone, specs) })),
  }));
}
