import { Alert, Button, Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Crossed } from "../api/over";
import type { ConfigSchema, FlowNode, NodeSpec } from "../api/types";
import { explain } from "../ui/failures";
import { Tag } from "../ui/tag";
import { ConflictDialog } from "./conflict";
import type { SpecContext } from "./form-context";
import FormView from "./form-view";
import { LeaveDialog } from "./leave";
import { nodeSummary, nodeTitle } from "./spec-words";
import { Gone, type StepDraft, settingErrors, useStepDraft } from "./step-draft";
import type { StepPanelProps } from "./step-panel-props";

interface StepSettingsProps {
  spec: NodeSpec;
  context: SpecContext;
  node: FlowNode;
  onSaved: (node: FlowNode) => void;
  target: StepPanelProps["target"];
}

/** The settings of a step: its name, its configuration, and saving them. */
export function StepSettings({ spec, context, node, onSaved, target }: StepSettingsProps) {
  const { t } = useTranslation();
  const id = useId();
  const draft = useStepDraft(node, onSaved, target);
  const { readOnly = false } = context;
  const errors = settingErrors(t, draft.error);
  const save = () => void draft.save();
  const whole = draft.error && !(draft.error instanceof Crossed) && errors.length === 0;
  return (
    <form
      className="step-settings"
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
      onKeyDown={(e) => {
        if ((e.ctrlKey || e.metaKey) && e.key === "s") {
          e.preventDefault();
          if (draft.isChanged && !draft.isSaving) save();
        }
      }}
    >
      <div className="step-about">
        <strong>{nodeTitle(t, spec)}</strong>
        <p className="setting-help">{nodeSummary(t, spec)}</p>
      </div>
      <div className="setting">
        <label className="setting-label" htmlFor={id}>
          {t("steps.title")}
        </label>
        <Input
          id={id}
          value={draft.title}
          placeholder={nodeTitle(t, spec)}
          onChange={(e) => draft.setTitle(e.target.value)}
          readOnly={readOnly}
        />
        <p className="setting-help">
          {t("steps.key")} <code>{node.key}</code>
        </p>
      </div>
      {readOnly && <Alert type="info" showIcon title={t("steps.readOnly")} />}
      <FormView
        schema={spec.config}
        value={draft.config}
        onChange={draft.setConfig}
        errors={errors}
        context={context}
      />
      {whole && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={draft.error instanceof Gone ? t("steps.gone") : explain(t, draft.error)}
        />
      )}
      {!readOnly && (
        <div className="step-save">
          <Button type="primary" htmlType="submit" disabled={!draft.isChanged} loading={draft.isSaving}>
            {t("steps.save")}
          </Button>
          {draft.isChanged && !draft.isSaving && <Button onClick={draft.discard}>{t("steps.discard")}</Button>}
          <span role="status">
            {draft.isChanged ? (
              <Tag tone="attention">{t("steps.unsaved")}</Tag>
            ) : (
              <span className="soft">{t("steps.saved")}</span>
            )}
          </span>
        </div>
      )}
      {draft.error instanceof Crossed && (
        <Conflict draft={draft} theirs={draft.error.theirs as FlowNode} scope={context.scope} schema={spec.config} />
      )}
      <LeaveDialog isChanged={draft.isChanged && !readOnly} save={draft.save} discard={draft.discard} />
    </form>
  );
}

interface StepConflict {
  draft: StepDraft;
  theirs: FlowNode;
  scope: string;
  schema: ConfigSchema;
}

function Conflict({ draft, theirs, ...about }: StepConflict) {
  return (
    <ConflictDialog
      {...about}
      of="step"
      mine={{ title: draft.title, ...draft.config }}
      theirs={{ title: theirs.title ?? "", ...theirs.config }}
      busy={draft.isSaving}
      back={draft.forget}
      takeTheirs={draft.discard}
      keepMine={() => void draft.save(theirs)}
    />
  );
}
