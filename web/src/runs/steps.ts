import type { FlowNode } from "../api/types";

/** What is known of a node's run: of a job, as far as its place and state go. */
export interface JobLike {
  id: number;
  nodeId: number | null;
  status: number | null;
  upstreamId: number | null;
}

type NodeLike = Pick<FlowNode, "id" | "key" | "type" | "title" | "upstreamId" | "downstreamId" | "branchIndex">;

/** A step of a version with its runs in one execution (in one turn, where a loop is around it). */
export interface StepItem<J extends JobLike, N extends NodeLike = FlowNode> {
  node: N;
  /** Its runs, the last one counts. None: it was not reached. */
  jobs: J[];
  branches: BranchItem<J, N>[];
}

/** A branch of a step. */
export interface BranchItem<J extends JobLike, N extends NodeLike = FlowNode> {
  index: number;
  steps: StepItem<J, N>[];
  /** Of a loop: its turns, by the first run of each. */
  turns: J[];
  /** The turn that is shown, from 0. */
  turn: number;
}

/** Which turn of a loop is shown: by the id of the loop's node, as it is chosen. */
export type Turns = ReadonlyMap<number, number>;

/** The type of nodes that run their branch several times. */
const loop = "loop";

/**
 * Puts the runs of an execution into the tree of its version. An execution runs one step after the other and ids grow
 * with time: so the runs of one turn of a loop are those from its first one up to the first one of the next turn.
 */
export function stepItems<J extends JobLike, N extends NodeLike>(
  nodes: readonly N[],
  jobs: readonly J[],
  chosen: Turns = new Map(),
): StepItem<J, N>[] {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const of = new Map<number, J[]>();
  for (const job of [...jobs].sort((a, b) => a.id - b.id)) {
    if (job.nodeId !== null) of.set(job.nodeId, [...(of.get(job.nodeId) ?? []), job]);
  }
  const within = (node: N, from: number, to: number) =>
    (of.get(node.id) ?? []).filter((j) => j.id >= from && j.id < to);

  const line = (head: N | undefined, from: number, to: number): StepItem<J, N>[] => {
    const items: StepItem<J, N>[] = [];
    const seen = new Set<number>();
    for (let node = head; node && !seen.has(node.id); ) {
      seen.add(node.id);
      items.push(item(node, from, to));
      const next = node.downstreamId;
      node = next === null ? undefined : byId.get(next);
    }
    return items;
  };

  const item = (node: N, from: number, to: number): StepItem<J, N> => {
    const heads = nodes.filter((n) => n.upstreamId === node.id && n.branchIndex !== null);
    heads.sort((a, b) => Number(a.branchIndex) - Number(b.branchIndex));
    return { node, jobs: within(node, from, to), branches: heads.map((head) => branch(node, head, from, to)) };
  };

  const branch = (node: N, head: N, from: number, to: number): BranchItem<J, N> => {
    const index = Number(head.branchIndex);
    if (node.type !== loop) return { index, steps: line(head, from, to), turns: [], turn: 0 };
    const turns = within(head, from, to);
    const asked = chosen.get(node.id) ?? worst(turns, of);
    const turn = Math.min(Math.max(asked, 0), Math.max(turns.length - 1, 0));
    const [first, next] = [turns[turn]?.id ?? to, turns[turn + 1]?.id ?? to];
    return { index, steps: line(head, first, next), turns, turn };
  };

  return line(
    nodes.find((n) => n.upstreamId === null),
    0,
    Number.POSITIVE_INFINITY,
  );
}

/** The turn that is shown when none is chosen: the one in which something went wrong, else the last one. */
function worst<J extends JobLike>(turns: readonly J[], of: ReadonlyMap<number, readonly J[]>): number {
  const first = turns[0]?.id ?? 0;
  const failed = [...of.values()]
    .flat()
    .filter((j) => j.id >= first && (j.status ?? 0) < 0)
    .map((j) => j.id);
  const at = Math.min(...failed);
  const turn = turns.findLastIndex((t) => t.id <= at);
  return failed.length > 0 && turn >= 0 ? turn : turns.length - 1;
}

/** The run of a step that counts: the last one. */
export function lastJob<J extends JobLike>(item: Pick<StepItem<J, NodeLike>, "jobs">): J | undefined {
  return item.jobs[item.jobs.length - 1];
}

/** All steps with what is inside of them, in the order of reading. */
export function flat<J extends JobLike, N extends NodeLike>(items: readonly StepItem<J, N>[]): StepItem<J, N>[] {
  return items.flatMap((item) => [item, ...item.branches.flatMap((b) => flat(b.steps))]);
}
