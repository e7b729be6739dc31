import type { QueuedState } from "../api/types";

/** After how long somebody should look at a run that stands there, in milliseconds. */
const patience: Record<QueuedState, number> = {
  held: 60_000, // the answer's workflows have a limit well below that
  queued: 60_000,
  request: 60_000,
  running: 10 * 60_000,
  waits: 7 * 86_400_000, // a person may take days
};

/** Whether a run stands where it stands for longer than one expects. */
export function stuck(state: QueuedState, time: number): boolean {
  return time > patience[state];
}
