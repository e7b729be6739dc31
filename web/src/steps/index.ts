export { nodeSpecsQuery, triggerSpecsQuery } from "./data";
export { type Config, initialConfig } from "./form-model";
export { RunByHand, type RunByHandProps } from "./run-by-hand";
export { SpecForm, type SpecFormProps } from "./spec-form";
export { nodeSummary, nodeTitle, triggerSummary, triggerTitle } from "./spec-words";
export { StepPanel, type StepPanelProps } from "./step-panel";
export { TriggerPanel, type TriggerPanelProps } from "./trigger-panel";
