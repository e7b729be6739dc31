import type { StepPanelProps } from "./step-panel-props";
import { withTexts } from "./with-texts";

/** One step: what it can use, its settings, what it gave. */
export const StepPanel = withTexts<StepPanelProps>(() => import("./step-view"));
