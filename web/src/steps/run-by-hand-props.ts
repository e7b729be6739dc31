import type { Workflow } from "../api/types";

export interface RunByHandProps {
  workflow: Workflow;
  /** Hears of the run; of the new version too, when the one that ran was never run before and is frozen now. */
  onRan?: (run: { id: number; newVersionId: number | undefined }) => void;
}
