import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery, collectionTitle } from "../api/model";
import type { FlowNode, Job, Variable } from "../api/types";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { StatusTag } from "../ui/tag";
import { jobsQuery, resultQuery } from "./data";
import { JsonView } from "./json-view";
import { useVariableTitle } from "./variable-title";

/** What a step gave in the chosen past run, and what can be known of it beforehand. */
export function StepOutput({ node, runId }: { node: FlowNode; runId: number | undefined }) {
  const { t } = useTranslation();
  const shape = useQuery(resultQuery(node.id, runId)).data;
  return (
    <>
      {runId !== undefined && <Attempts node={node} runId={runId} />}
      <section>
        <h3 className="step-heading">{t("steps.output.shape")}</h3>
        {shape ? <Shape of={shape} /> : <p className="setting-help">{t("steps.output.unknown")}</p>}
      </section>
    </>
  );
}

function Attempts({ node, runId }: { node: FlowNode; runId: number }) {
  const { t } = useTranslation();
  const jobs = useQuery(jobsQuery(node.key, runId));
  return (
    <Loaded
      query={jobs}
      isEmpty={(list) => list.length === 0}
      empty={<p className="setting-help">{t("steps.output.notReached")}</p>}
    >
      {(list) => <Attempt list={list} />}
    </Loaded>
  );
}

function Attempt({ list }: { list: Job[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [id, setId] = useState(list[0]?.id);
  const job = list.find((j) => j.id === id) ?? list[0];
  if (!job) return null;
  return (
    <section className="step-attempt">
      {list.length > 1 && (
        <Segmented
          size="small"
          aria-label={t("steps.output.attempts")}
          options={list
            .slice(0, 8)
            .map((j, i) => ({ value: j.id, label: t("steps.output.attempt", { number: list.length - i }) }))}
          value={job.id}
          onChange={setId}
        />
      )}
      <p className="step-attempt-state">
        <StatusTag status={job.status} />
        <span className="soft">{dates.exact(job.endedAt ?? job.startedAt ?? job.createdAt)}</span>
      </p>
      <h3 className="step-heading">{t("steps.output.result")}</h3>
      <JsonView value={job.result} label={t("steps.output.result")} />
      {job.input !== null && job.input !== undefined && (
        <details className="step-details">
          <summary>{t("steps.output.input")}</summary>
          <JsonView value={job.input} label={t("steps.output.input")} />
        </details>
      )}
      {job.log && (
        <details className="step-details">
          <summary>{t("steps.output.log")}</summary>
          <pre className="json-view">{job.log}</pre>
        </details>
      )}
    </section>
  );
}

/** How deep the shape of a result is told. */
const deep = 2;

function Shape({ of, level = 0 }: { of: Variable; level?: number }) {
  const { t } = useTranslation();
  const titleOf = useVariableTitle();
  const parts = of.children ?? [];
  const collections = useQuery(collectionsQuery()).data ?? [];
  const collection = collections.find((c) => c.name === of.collection);
  const type = (
    <span className="variables-type">
      {t(`steps.types.${of.type}`)}
      {of.collection && ` · ${collection ? collectionTitle(collection) : of.collection}`}
    </span>
  );
  return (
    <>
      {level === 0 && <p className="setting-help">{type}</p>}
      {parts.length > 0 && level < deep && (
        <ul className="variables-list">
          {parts.map((p) => (
            <li key={p.path}>
              <div className="variables-row">
                <span className="variables-choose">
                  <span className="variables-name">{titleOf(p)}</span>
                  <span className="variables-type">{t(`steps.types.${p.type}`)}</span>
                </span>
              </div>
              {level > 0 && <Shape of={p} level={level + 1} />}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
