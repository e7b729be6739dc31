import type { ExecutionStatus, Layer } from "../api/types";

/** Whether a run or step has ended; null is a run that waits to start. */
export function ended(status: number | null | undefined): boolean {
  return status !== null && status !== undefined && status !== 0;
}

/** Whether it ended badly: then it can be retried. */
export function badly(status: number | null | undefined): boolean {
  return typeof status === "number" && status < 0;
}

/** What the reader may do with a run as it stands. A check before an action cannot be retried: its request is over. */
export function powers(run: { status: ExecutionStatus | null; layer: Layer | null }, root: boolean) {
  return { retry: badly(run.status) && run.layer !== "pre-action", rerun: root && run.status === 0 };
}

/** A run as far as its attempts go. */
interface Attempt {
  id: number;
  retryOf: number | null;
  status: ExecutionStatus | null;
}

/**
 * Puts retries with what they retry: each list is one run with its attempts, the newest last. Only the last one counts
 * for how it went. Runs come in the order in which they were made.
 */
export function attempts<R extends Attempt>(runs: readonly R[]): R[][] {
  const lists: R[][] = [];
  const of = new Map<number, R[]>();
  for (const run of runs) {
    const before = run.retryOf === null ? undefined : of.get(run.retryOf);
    const list = before ?? [];
    if (!before) lists.push(list);
    list.push(run);
    of.set(run.id, list);
  }
  return lists;
}

/** The step at which a run waits. A loop is open while its turns go on, which is no waiting: the newest step tells. */
export function waitingStep<J extends { status: number | null }>(jobs: readonly J[]): J | undefined {
  const newest = jobs.at(-1);
  return newest?.status === 0 ? newest : undefined;
}

/** Whether a step waits for something. One that leads into branches is at work in them. */
export function waits(job: { status: number | null }, branches: readonly unknown[]): boolean {
  return job.status === 0 && branches.length === 0;
}
