import type { Workflow } from "../api/types";
import { withTexts } from "./with-texts";

export interface RunByHandProps {
  workflow: Workflow;
  /** Hears of the run; of the new version too, when the one that ran was never run before and is frozen now. */
  onRan?: (run: { id: number; newVersionId: number | undefined }) => void;
}

/** Runs a workflow on something that is chosen or typed in, and shows what became of it. */
export const RunByHand = withTexts<RunByHandProps>(() => import("./run-view"));
