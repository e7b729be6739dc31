import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { call } from "../api/client";
import type { ManualRun, TriggerSpec } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { Empty } from "../ui/states";
import { StatusTag } from "../ui/tag";
import { triggerSpecsQuery } from "./data";
import { type Config, collectionOf, missing } from "./form-model";
import FormView from "./form-view";
import type { RunByHandProps } from "./run-by-hand-props";
import { settingErrors } from "./step-draft";
import "./step-view.css";

/** Runs a workflow on something that is chosen or typed in, and shows what became of it. */
export default function RunView(props: RunByHandProps) {
  const { t } = useTranslation();
  const specs = useQuery(triggerSpecsQuery());
  const me = useQuery(meQuery);
  return (
    <Loaded query={specs}>
      {(list) => {
        const spec = list.find((s) => s.type === props.workflow.type);
        if (!spec) {
          return (
            <Empty title={t("steps.unknownTitle")}>
              <p>{t("steps.unknown", { type: props.workflow.type })}</p>
            </Empty>
          );
        }
        return <Run {...props} spec={spec} userId={me.data?.user.id} />;
      }}
    </Loaded>
  );
}

interface RunProps extends RunByHandProps {
  spec: TriggerSpec;
  /** Who it is for at first: the reader. */
  userId: number | undefined;
}

function Run({ workflow, onRan, spec, userId }: RunProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [body, setBody] = useState<Config>(() => begin(spec, userId));
  const [asked, setAsked] = useState(false);
  const act = useRef(crypto.randomUUID());
  const around = { root: body, rootSchema: spec.manual, outer: workflow.config };
  const lacking = missing(spec.manual, body, around);
  const run = useMutation({
    mutationFn: async () =>
      (
        await call<ManualRun>("workflows:execute", {
          query: { filterByTk: workflow.id, autoRevision: true },
          body,
          idempotencyKey: act.current,
        })
      ).data,
    onSuccess: async ({ execution, newVersionId }) => {
      act.current = crypto.randomUUID();
      if (execution) {
        // Whoever listens may go on to another version: the way to the run stays.
        const run = () => void navigate({ to: "/runs/$id", params: { id: String(execution.id) } });
        notify({ tone: "good", text: t("steps.run.ran"), action: { label: t("steps.run.show"), run } });
        onRan?.({ id: execution.id, newVersionId });
      }
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["executions"] }),
        queries.invalidateQueries({ queryKey: ["workflows"] }),
      ]);
    },
  });
  const required = lacking.map((field) => ({ field, errors: [t("steps.run.required")] }));
  const refused = settingErrors(t, run.error);
  const errors = asked && lacking.length > 0 ? required : refused;
  return (
    <form
      className="step-settings"
      onSubmit={(e) => {
        e.preventDefault();
        setAsked(true);
        if (lacking.length === 0 && !run.isPending) run.mutate();
      }}
    >
      <Alert type="warning" showIcon title={t("steps.run.real")} />
      <FormView
        schema={spec.manual}
        value={body}
        onChange={(v) => {
          act.current = crypto.randomUUID(); // another act
          setBody(v);
        }}
        errors={errors}
        context={{
          scope: `run ${spec.type}`,
          outer: workflow.config,
          collection: collectionOf(spec.config, workflow.config),
        }}
      />
      {run.error && refused.length === 0 && <Alert type="error" showIcon role="alert" title={explain(t, run.error)} />}
      <div className="step-save">
        <Button type="primary" htmlType="submit" loading={run.isPending}>
          {t("steps.run.go")}
        </Button>
      </div>
      <div role="status">{run.data && !run.isPending && <Outcome run={run.data} />}</div>
    </form>
  );
}

function begin(spec: TriggerSpec, userId: number | undefined): Config {
  const asks = spec.manual.properties ?? {};
  const config: Config = {};
  for (const [name, one] of Object.entries(asks)) {
    if (one["x-as"] === "user" && userId !== undefined) config[name] = userId;
    else if (one.default !== undefined) config[name] = one.default;
  }
  return config;
}

function Outcome({ run }: { run: ManualRun }) {
  const { t } = useTranslation();
  const { execution } = run;
  if (!execution) return <Alert type="info" showIcon title={t("steps.run.nothing")} />;
  return (
    <p className="step-attempt-state">
      <StatusTag status={execution.status} />
      <Link to="/runs/$id" params={{ id: String(execution.id) }}>
        {t("steps.run.show")}
      </Link>
    </p>
  );
}
