import type { TriggerPanelProps } from "./trigger-panel-props";
import { withTexts } from "./with-texts";

/** How a workflow starts: its settings, in plain words, and the buttons that it is bound to. */
export const TriggerPanel = withTexts<TriggerPanelProps>(() => import("./trigger-view"));
