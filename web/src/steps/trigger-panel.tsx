import type { Workflow } from "../api/types";
import { withTexts } from "./with-texts";

export interface TriggerPanelProps {
  workflow: Workflow;
  readOnly?: boolean;
  onSaved: (workflow: Workflow) => void;
  /** Where to save: into the version, or, when it answers one, into that version. */
  target?: (() => Promise<Workflow | undefined>) | undefined;
}

/** How a workflow starts: its settings, in plain words, and the buttons that it is bound to. */
export const TriggerPanel = withTexts<TriggerPanelProps>(() => import("./trigger-view"));
