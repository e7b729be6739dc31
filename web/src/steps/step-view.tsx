import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Variable } from "../api/types";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { useChosenRun } from "./chosen-run";
import { nodeSpecsQuery, variables as partsOf, triggerSpecsQuery, variablesQuery } from "./data";
import { collectionOf } from "./form-model";
import { createInsertion, InsertionContext } from "./insertion";
import { RunChoice } from "./run-choice";
import { StepInput } from "./step-input";
import { StepOutput } from "./step-output";
import type { StepPanelProps } from "./step-panel-props";
import { StepSettings } from "./step-settings";
import "./step-view.css";
import { TestStep } from "./test-step";
import { useNarrow } from "./use-narrow";
import { useTitled } from "./variable-title";
import { unfolded } from "./variables";

type Part = "input" | "settings" | "output";

/** One step: what it can use, its settings, what it gave. */
export default function StepView({ workflow, node, nodes, readOnly = false, onSaved, target }: StepPanelProps) {
  const { t } = useTranslation();
  const specs = useQuery(nodeSpecsQuery());
  const triggers = useQuery(triggerSpecsQuery()).data;
  const chosen = useChosenRun(workflow.key);
  const runId = chosen.run?.id;
  const { query, tree, unfold } = useVariables(node.id, runId, !chosen.loading);
  const [part, setPart] = useState<Part>("settings");
  const frame = useRef<HTMLDivElement>(null);
  const narrow = useNarrow(frame);
  const insertion = useMemo(createInsertion, []);
  const insert = useMemo(
    () => ({
      offer: insertion.offer,
      insert: (path: string) => {
        const done = insertion.insert(path);
        if (done) setPart("settings");
        return done;
      },
    }),
    [insertion],
  );
  const trigger = triggers?.find((s) => s.type === workflow.type);
  return (
    <InsertionContext value={insert}>
      <div ref={frame} className="step">
        <Loaded query={specs}>
          {(list) => {
            const spec = list.find((s) => s.type === node.type);
            const context = {
              scope: node.type,
              node,
              nodes,
              variables: tree,
              runId,
              readOnly,
              collection: trigger && collectionOf(trigger.config, workflow.config),
              outer: workflow.config,
            };
            const parts: Record<Part, ReactNode> = {
              input: (
                <>
                  <RunChoice chosen={chosen} />
                  <StepInput query={query} variables={tree} unfold={unfold} readOnly={readOnly} />
                </>
              ),
              settings: spec ? (
                <StepSettings spec={spec} context={context} node={node} onSaved={onSaved} target={target} />
              ) : (
                <Empty title={t("steps.unknownTitle")}>
                  <p>{t("steps.unknown", { type: node.type })}</p>
                </Empty>
              ),
              output: (
                <>
                  {spec?.trial && <TestStep spec={spec} node={node} runId={runId} known={tree} />}
                  {spec && !spec.trial && <p className="setting-help">{t("steps.test.none")}</p>}
                  <StepOutput node={node} runId={runId} />
                </>
              ),
            };
            return narrow ? <InTabs parts={parts} part={part} show={setPart} /> : <InColumns parts={parts} />;
          }}
        </Loaded>
      </div>
    </InsertionContext>
  );
}

const order: readonly Part[] = ["input", "settings", "output"];

interface PartsProps {
  parts: Record<Part, ReactNode>;
}

function InColumns({ parts }: PartsProps) {
  const { t } = useTranslation();
  return (
    <div className="step-columns">
      {order.map((name) => (
        <section key={name} className={`step-part step-part-${name}`} aria-label={t(`steps.parts.${name}`)}>
          <h2 className="step-part-title">{t(`steps.parts.${name}`)}</h2>
          {parts[name]}
        </section>
      ))}
    </div>
  );
}

function InTabs({ parts, part, show }: PartsProps & { part: Part; show: (part: Part) => void }) {
  const { t } = useTranslation();
  return (
    <Tabs
      className="step-tabs"
      activeKey={part}
      onChange={(key) => show(key as Part)}
      items={order.map((name) => ({
        key: name,
        label: t(`steps.parts.${name}`),
        children: (
          <div className="step-part">
            <h2 className="visually-hidden">{t(`steps.parts.${name}`)}</h2>
            {parts[name]}
          </div>
        ),
        forceRender: name === "settings",
      }))}
    />
  );
}

const nothing: Variable[] = [];

/** The variables of a node; their parts are asked for when somebody opens them. */
function useVariables(nodeId: number, runId: number | undefined, ready: boolean) {
  const titled = useTitled();
  const query = useQuery({ ...variablesQuery(nodeId, runId), enabled: ready });
  const [more, setMore] = useState<{ path: string; parts: Variable[] }[]>([]);
  const data = query.data ?? nothing;
  const tree = useMemo(
    () => titled(more.reduce((all, { path, parts }) => unfolded(all, path, parts), data)),
    [data, more, titled],
  );
  const unfold = async (path: string) => {
    const parts = await partsOf(nodeId, runId, { path });
    setMore((all) => [...all.filter((m) => m.path !== path), { path, parts }]);
  };
  return { query, tree, unfold: (path: string) => void unfold(path) };
}
