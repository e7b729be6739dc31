import type { FollowedRun, Receipt, Verdict } from "../api/types";
import { attempts } from "./status";

/** A workflow that was considered, with the runs that it came to. */
export interface Considered {
  verdict: Verdict;
  runs: Followed[];
  /** How many of its runs are not among those that were read. */
  more: number;
}

/** A run with its attempts, the newest last, and what its changes led to. */
export interface Followed {
  id: number;
  attempts: FollowedRun[];
  effects: Effect[];
}

/** A step that changed a record, and the workflows that were considered for that. */
export interface Effect {
  nodeKey: string;
  considered: Considered[];
}

/** Where around the action workflows stand, in the order of time. */
const order = ["pre-action", "collection", "post-action", "custom-action", "manual"];

/**
 * One action from click to last effect, as a tree: the workflows considered for it, the runs of each, the steps of those
 * that changed something, the workflows considered for that, and so on. Of a chain that is too long to be read whole, what
 * hangs in the air stands at the end.
 */
export function effectsOf(receipt: Pick<Receipt, "verdicts" | "chain">, runs: readonly FollowedRun[]) {
  const left = new Set(receipt.chain ?? []);
  const lists = new Map(attempts(runs).map((list) => [list[0]?.id ?? 0, list]));

  const considered = (verdict: Verdict): Considered => {
    const found = verdict.executionIds.flatMap((id) => {
      const list = lists.get(id);
      return list ? [followed(id, list)] : [];
    });
    return { verdict, runs: found, more: Math.max(verdict.count - found.length, 0) };
  };

  const followed = (id: number, list: FollowedRun[]): Followed => {
    lists.delete(id); // a run stands in one place
    const ids = new Set(list.map((run) => run.id));
    const caused = [...left].filter((v) => v.causedBy && ids.has(v.causedBy.executionId));
    for (const v of caused) left.delete(v);
    const steps = new Map<string, Verdict[]>();
    for (const v of caused) {
      const key = v.causedBy?.nodeKey ?? "";
      steps.set(key, [...(steps.get(key) ?? []), v]);
    }
    return {
      id,
      attempts: list,
      effects: [...steps].map(([nodeKey, all]) => ({ nodeKey, considered: all.map(considered) })),
    };
  };

  const first = [...receipt.verdicts].sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer)).map(considered);
  const rest: Considered[] = [];
  for (const v of receipt.chain ?? []) {
    if (!left.delete(v)) continue;
    rest.push(considered(v));
  }
  return { first, rest };
}
