import type { Workflow } from "../api/types";

export interface TriggerPanelProps {
  workflow: Workflow;
  readOnly?: boolean;
  onSaved: (workflow: Workflow) => void;
  /** Where to save: into the version, or, when it answers one, into that version. */
  target?: (() => Promise<Workflow | undefined>) | undefined;
}
