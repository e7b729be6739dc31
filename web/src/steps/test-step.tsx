import ExperimentOutlined from "@ant-design/icons/es/icons/ExperimentOutlined";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlowNode, NodeSpec, Variable } from "../api/types";
import { role } from "../app/session";
import { explain } from "../ui/failures";
import { preview, testNode } from "./data";
import { asObject, type Config } from "./form-model";
import { useStepDraft } from "./step-draft";
import { TestResult } from "./test-result";
import { useEngineText } from "./use-engine-text";
import { flat, shortName, typed, used, written } from "./variables";

interface TestStepProps {
  spec: NodeSpec;
  node: FlowNode;
  runId: number | undefined;
  known: readonly Variable[];
}

const noSave = () => undefined;

/** Runs a step for itself, as it is set now, with values that one can change. */
export function TestStep({ spec, node, runId, known }: TestStepProps) {
  const { t } = useTranslation();
  const engine = useEngineText();
  const { config } = useStepDraft(node, noSave);
  const paths = used(config).filter((p) => !p.startsWith("$system") && !p.startsWith("$env"));
  const past = useQuery(pastValues(node.id, runId, paths)).data;
  const [own, setOwn] = useState<Record<string, string>>({});
  const text = (path: string) => own[path] ?? typed(past?.[path]);
  const test = useMutation({
    mutationFn: (tried: Config) => testNode(node.type, tried, Object.fromEntries(paths.map((p) => [p, read(text(p))]))),
  });
  const told = spec.trial === "told";
  const real = spec.effect === "external" && !told;
  const all = flat(known);
  const about = told ? "preview" : real ? "real" : spec.effect === "database" ? "reads" : "pure";
  return (
    <details className="step-details step-test">
      <summary>{t(told ? "steps.test.previewTitle" : "steps.test.title")}</summary>
      <p className="setting-help">{t(`steps.test.${about}`)}</p>
      {paths.map((path) => (
        <Box
          key={path}
          name={shortName(all, path)}
          value={text(path)}
          onChange={(v) => setOwn((o) => ({ ...o, [path]: v }))}
        />
      ))}
      {real && <Alert type="warning" showIcon title={t("steps.test.warning")} />}
      <Button icon={<ExperimentOutlined />} loading={test.isPending} onClick={() => test.mutate(config)}>
        {t(told ? "steps.test.show" : "steps.test.run")}
      </Button>
      <div role="status" className="step-test-result">
        {test.isError && <Alert type="error" showIcon title={engine(explain(t, test.error))} />}
        {test.data && !test.isPending && (
          <TestResult spec={spec} node={node} config={test.variables} test={test.data} />
        )}
      </div>
    </details>
  );
}

function Box({ name, value, onChange }: { name: string; value: string; onChange: (v: string) => void }) {
  const id = useId();
  return (
    <div className="setting">
      <label htmlFor={id} className="setting-label">
        {name}
      </label>
      <Input.TextArea id={id} rows={1} value={value} onChange={(e) => onChange(e.target.value)} />
    </div>
  );
}

/** The values of variables in a past run. */
const pastValues = (nodeId: number, runId: number | undefined, paths: readonly string[]) => ({
  queryKey: ["flow_nodes", "past", role.get(), nodeId, runId, paths],
  enabled: runId !== undefined && paths.length > 0,
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const template = paths.map((path) => written(path));
    const { value, cut } = await preview(nodeId, runId, { template }, signal);
    const list = !cut && Array.isArray(value) ? value : [];
    return asObject(Object.fromEntries(paths.map((path, i) => [path, list[i] ?? undefined])));
  },
});

/** What was typed into a box: JSON where it is some, else a text. */
function read(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
