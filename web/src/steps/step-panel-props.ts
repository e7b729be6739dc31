import type { FlowNode, Workflow } from "../api/types";

export interface StepPanelProps {
  /** The version that the step belongs to. */
  workflow: Workflow;
  node: FlowNode;
  /** All nodes of the version. */
  nodes: readonly FlowNode[];
  readOnly?: boolean;
  onSaved: (node: FlowNode) => void;
  /** Where to save: into the version of the step, or, when it answers one, into the step of the same key in that version. */
  target?: (() => Promise<Workflow | undefined>) | undefined;
}
