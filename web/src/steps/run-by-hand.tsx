import type { RunByHandProps } from "./run-by-hand-props";
import { withTexts } from "./with-texts";

/** Runs a workflow on something that is chosen or typed in, and shows what became of it. */
export const RunByHand = withTexts<RunByHandProps>(() => import("./run-view"));
