import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import { Crossed, writeOver } from "../api/over";
import type { TriggerSpec, Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { Tag } from "../ui/tag";
import { BoundButtons } from "./bound-buttons";
import { ConflictDialog } from "./conflict";
import { triggerSpecsQuery } from "./data";
import { type Config, same } from "./form-model";
import FormView from "./form-view";
import { LeaveDialog } from "./leave";
import { triggerSummary, triggerTitle } from "./spec-words";
import { settingErrors } from "./step-draft";
import "./step-view.css";
import type { TriggerPanelProps } from "./trigger-panel-props";

/** How a workflow starts: its settings, in plain words, and the buttons that it is bound to. */
export default function TriggerView(props: TriggerPanelProps) {
  const { t } = useTranslation();
  const specs = useQuery(triggerSpecsQuery());
  return (
    <Loaded query={specs}>
      {(list) => {
        const spec = list.find((s) => s.type === props.workflow.type);
        return spec ? (
          <Trigger {...props} spec={spec} />
        ) : (
          <Empty title={t("steps.unknownTitle")}>
            <p>{t("steps.unknown", { type: props.workflow.type })}</p>
          </Empty>
        );
      }}
    </Loaded>
  );
}

function Trigger({ workflow, readOnly = false, onSaved, target, spec }: TriggerPanelProps & { spec: TriggerSpec }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<{ config: Config; base: Workflow }>();
  const { config, base } = draft ?? { config: workflow.config, base: workflow };
  const isChanged = !same(config, base.config);
  const mutation = useMutation({
    mutationFn: async (over: Workflow | undefined) => write(config, over ?? (await target?.()) ?? base),
    onSuccess: async (saved) => {
      setDraft(undefined);
      if (saved) onSaved(saved);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["workflows"] }),
        queries.invalidateQueries({ queryKey: ["flow_nodes"] }),
      ]);
    },
  });
  const errors = settingErrors(t, mutation.error);
  const theirs = mutation.error instanceof Crossed ? (mutation.error.theirs as Workflow) : undefined;
  const discard = () => {
    mutation.reset();
    setDraft(undefined);
  };
  const save = async (over?: Workflow) => {
    try {
      return (await mutation.mutateAsync(over)) ?? null;
    } catch {
      return undefined; // shown below
    }
  };
  return (
    <form
      className="step-settings trigger"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <div className="step-about">
        <strong>{triggerTitle(t, spec)}</strong>
        <p className="setting-help">{triggerSummary(t, spec)}</p>
        <p className="setting-help">
          {t(workflow.sync ? "steps.trigger.sync" : "steps.trigger.async")}{" "}
          {t(spec.identity ? "steps.trigger.identity" : "steps.trigger.noIdentity")}
        </p>
      </div>
      {readOnly && <Alert type="info" showIcon title={t("steps.readOnly")} />}
      <FormView
        schema={spec.config}
        value={config}
        onChange={(v) => {
          mutation.reset();
          setDraft({ config: v, base });
        }}
        errors={errors}
        context={{ scope: `trigger ${spec.type}`, readOnly }}
      />
      {theirs && (
        <ConflictDialog
          of="trigger"
          mine={config}
          theirs={theirs.config}
          who={theirs.updatedBy?.nickname || theirs.updatedBy?.username || undefined}
          scope={`trigger ${spec.type}`}
          schema={spec.config}
          busy={mutation.isPending}
          back={() => mutation.reset()}
          takeTheirs={() => {
            discard();
            onSaved(theirs);
          }}
          keepMine={() => void save(theirs)}
        />
      )}
      {mutation.error && !theirs && errors.length === 0 && (
        <Alert type="error" showIcon role="alert" title={explain(t, mutation.error)} />
      )}
      {!readOnly && (
        <div className="step-save">
          <Button type="primary" htmlType="submit" disabled={!isChanged} loading={mutation.isPending}>
            {t("steps.save")}
          </Button>
          {isChanged && !mutation.isPending && <Button onClick={discard}>{t("steps.discard")}</Button>}
          <span role="status">
            {isChanged ? (
              <Tag tone="attention">{t("steps.unsaved")}</Tag>
            ) : (
              <span className="soft">{t("steps.saved")}</span>
            )}
          </span>
        </div>
      )}
      {spec.layer !== "collection" && <BoundButtons workflow={workflow} />}
      <LeaveDialog isChanged={isChanged && !readOnly} save={() => save()} discard={discard} />
    </form>
  );
}

/** Writes the settings on top of what they were, unless somebody else changed them meanwhile. */
function write(config: Config, base: Workflow): Promise<Workflow | undefined> {
  return writeOver({
    base,
    write: async ({ id, updatedAt }) => {
      const query = { filterByTk: id, updatedAt };
      return (await call<Workflow[]>("workflows:update", { query, body: { config } })).data[0];
    },
    read: async () => {
      const query = { filterByTk: base.id, appends: "updatedBy" };
      return (await call<Workflow>("workflows:get", { query })).data;
    },
    isSame: (a, b) => same(a.config, b.config),
  });
}
