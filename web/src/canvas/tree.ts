import type { Branch, FlowNode } from "../api/types";

/** A step as the canvas knows it: by its key, which stays the same in every version. */
export interface Step {
  key: string;
  type: string;
  title: string;
  config: Record<string, unknown>;
  /** Its number in the version that is open; undefined until the server knows it. */
  id?: number;
  branches: readonly BranchLine[];
}

/** One branch of a step. */
export interface BranchLine {
  index: number;
  /** What the server calls it; undefined when the step, as it is set up, does not offer it (any more). */
  title?: string;
  line: Line;
}

/** Steps one after the other. */
export type Line = readonly Step[];

/** A place in the tree: after a step, at the head of one of its branches, or (without a step) at the very beginning. */
export interface Place {
  upstream: string | null;
  branch: number | null;
}

/** What can have the focus: the trigger, a step, a branch of a step, or the end. */
export type Spot =
  | { kind: "trigger" }
  | { kind: "step"; key: string }
  | { kind: "branch"; key: string; index: number }
  | { kind: "end" };

/** Names a spot: as the id of what is drawn for it. */
export function spotId(spot: Spot): string {
  if (spot.kind === "step") return `step:${spot.key}`;
  if (spot.kind === "branch") return `branch:${spot.key}:${spot.index}`;
  return spot.kind;
}

/** The place behind a spot: where something that is added there goes. */
export function placeAt(spot: Spot, line: Line): Place {
  if (spot.kind === "step") return { upstream: spot.key, branch: null };
  if (spot.kind === "branch") return { upstream: spot.key, branch: spot.index };
  const last = spot.kind === "end" ? line.at(-1) : undefined;
  return { upstream: last?.key ?? null, branch: null };
}

/** Names a place. */
export function placeId({ upstream, branch }: Place): string {
  return `slot:${upstream ?? ""}:${branch ?? ""}`;
}

/** The steps of a version in order, each with the branches that it offers or has. Nothing is told twice. */
export function treeOf(nodes: readonly FlowNode[], offered: Record<string, readonly Branch[]>): Line {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const heads = new Map<number, FlowNode[]>();
  for (const n of nodes) {
    if (n.upstreamId === null || n.branchIndex === null) continue;
    heads.set(n.upstreamId, [...(heads.get(n.upstreamId) ?? []), n]);
  }
  const told = new Set<number>();
  const lineFrom = (first: FlowNode | undefined): Line => {
    const line: Step[] = [];
    for (let n = first; n && !told.has(n.id); n = n.downstreamId === null ? undefined : byId.get(n.downstreamId)) {
      told.add(n.id);
      line.push({
        key: n.key,
        type: n.type,
        title: n.title ?? "",
        config: n.config,
        id: n.id,
        branches: branchesOf(offered[String(n.id)] ?? [], heads.get(n.id) ?? [], lineFrom),
      });
    }
    return line;
  };
  return lineFrom(nodes.find((n) => n.upstreamId === null));
}

function branchesOf(
  offered: readonly Branch[],
  heads: readonly FlowNode[],
  lineFrom: (first: FlowNode | undefined) => Line,
): BranchLine[] {
  const lines: BranchLine[] = offered
    .filter((b) => b.index >= 0)
    .map((b) => ({ index: b.index, title: b.title, line: lineFrom(heads.find((h) => h.branchIndex === b.index)) }));
  for (const h of heads) {
    const index = h.branchIndex ?? 0;
    if (!lines.some((l) => l.index === index)) lines.push({ index, line: lineFrom(h) });
  }
  return lines;
}

/** Visits every step, those of its branches after it. */
export function* stepsOf(line: Line): Generator<Step> {
  for (const step of line) {
    yield step;
    for (const branch of step.branches) yield* stepsOf(branch.line);
  }
}

/** The step with a key. */
export function findStep(line: Line, key: string): Step | undefined {
  for (const step of stepsOf(line)) if (step.key === key) return step;
  return undefined;
}

/** Where a step stands: its line, its number there, its place, and the steps around it from the outside in. */
export interface Standing {
  line: Line;
  at: number;
  place: Place;
  around: readonly Step[];
}

/** Where the step with a key stands. */
export function standing(
  line: Line,
  key: string,
  around: readonly Step[] = [],
  head: Place = first,
): Standing | undefined {
  for (const [at, step] of line.entries()) {
    const before = line[at - 1];
    if (step.key === key) return { line, at, around, place: before ? { upstream: before.key, branch: null } : head };
    for (const b of step.branches) {
      const found = standing(b.line, key, [...around, step], { upstream: step.key, branch: b.index });
      if (found) return found;
    }
  }
  return undefined;
}

/** The very beginning. */
export const first: Place = { upstream: null, branch: null };

/** The steps that have run when something at a place is reached: those before it on its line, and around it. */
export function before(line: Line, place: Place): Step[] {
  if (place.upstream === null) return [];
  const found = standing(line, place.upstream);
  const step = findStep(line, place.upstream);
  if (!found || !step) return [];
  const outside = found.place.upstream === null ? [] : before(line, found.place);
  return [...outside, step];
}

/** A step as `workflows:arrange` takes it. */
export interface Arranged {
  key: string;
  type: string;
  title: string;
  config: Record<string, unknown>;
  upstreamKey: string | null;
  branchIndex: number | null;
}

/** The tree as a list, as the server takes it. */
export function flat(line: Line, head: Place = first): Arranged[] {
  const list: Arranged[] = [];
  let { upstream, branch } = head;
  for (const { key, type, title, config, branches } of line) {
    list.push({ key, type, title, config, upstreamKey: upstream, branchIndex: branch });
    for (const b of branches) list.push(...flat(b.line, { upstream: key, branch: b.index }));
    [upstream, branch] = [key, null];
  }
  return list;
}
