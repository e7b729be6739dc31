import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Execution, Job } from "../api/types";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { StatusTag } from "../ui/tag";
import { jobQuery, type ListedJob } from "./data";
import { JsonValue } from "./json-value";
import { RerunButton } from "./rerun";
import { RetryButton } from "./retry";
import { badly, ended, waits } from "./status";
import { lastJob, type StepItem } from "./steps";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { resultError, stepError } from "./words";

export interface StepDetailProps {
  item: StepItem<ListedJob>;
  run: Execution;
  /** What the reader may do. */
  may: { retry: boolean; rerun: boolean };
  now: number;
}

/** One step of a run: its attempts, and of the chosen one times, error, input, output and log. */
export function StepDetail({ item, run, may, now }: StepDetailProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<number>();
  const job = item.jobs.find((j) => j.id === chosen) ?? lastJob(item);
  const full = useQuery({ ...jobQuery(job?.id ?? 0, job?.status ?? null), enabled: job !== undefined });
  if (!job) return null;
  const title = item.node.title || item.node.type;
  return (
    <div className="step-detail">
      {item.jobs.length > 1 && (
        <Segmented<number>
          size="small"
          aria-label={t("runs.step.attempts")}
          value={job.id}
          options={item.jobs.slice(-10).map((j) => ({
            value: j.id,
            label: t("runs.step.attempt", { number: item.jobs.indexOf(j) + 1 }),
          }))}
          onChange={setChosen}
        />
      )}
      <Times job={job} now={now} several={item.jobs.length > 1} />
      {waits(job, item.branches) && <Waiting job={job} now={now} />}
      <Loaded query={full}>
        {(found) => (found ? <Values job={found} /> : <p className="soft">{t("runs.step.gone")}</p>)}
      </Loaded>
      <div className="step-tools">
        {may.retry && (
          <RetryButton run={run.id} title={title} nodeId={item.node.id} label={t("runs.retry.here")} small />
        )}
        {may.rerun && <RerunButton run={run.id} title={title} nodeId={item.node.id} label={t("runs.rerun.here")} />}
      </div>
    </div>
  );
}

function Times({ job, now, several }: { job: ListedJob; now: number; several: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const durations = useDurations();
  return (
    <dl className="step-facts">
      {several && (
        <div>
          <dt className="visually-hidden">{t("runs.column.status")}</dt>
          <dd>
            <StatusTag status={job.status} />
          </dd>
        </div>
      )}
      {job.startedAt && (
        <div>
          <dt className="soft">{t("runs.column.started")}</dt>
          <dd>{dates.exact(job.startedAt)}</dd>
        </div>
      )}
      {ended(job.status) && (
        <div>
          <dt className="soft">{t("runs.column.duration")}</dt>
          <dd>{durations(span(job.startedAt, job.endedAt, now))}</dd>
        </div>
      )}
    </dl>
  );
}

function Waiting({ job, now }: { job: ListedJob; now: number }) {
  const { t } = useTranslation();
  const durations = useDurations();
  return <p>{t("runs.step.since", { time: durations(span(job.startedAt ?? job.createdAt, null, now)) })}</p>;
}

function Values({ job }: { job: Job }) {
  const { t } = useTranslation();
  const error = badly(job.status) ? resultError(job) : undefined;
  return (
    <>
      {badly(job.status) && <ErrorBox job={job} />}
      {job.input !== null && <JsonValue label={t("runs.step.input")} value={job.input} />}
      {job.result !== null && !error && <JsonValue label={t("runs.step.output")} value={job.result} />}
      {job.log && <JsonValue label={t("runs.step.log")} value={job.log} />}
      {job.input === null && job.result === null && !job.log && <p className="soft">{t("runs.step.nothing")}</p>}
    </>
  );
}

/** The error in plain words, as the server says it, and what to do next. */
function ErrorBox({ job }: { job: Job }) {
  const { t } = useTranslation();
  const error = resultError(job);
  if (!error && job.status === -1) return <p className="step-error">{t("runs.follow.ended")}</p>;
  const { text, detail } = stepError(t, error);
  const known = t("runs.next", { returnObjects: true }) as Record<string, string>;
  const next = known[error?.code ?? ""] ?? known.other;
  return (
    <div className="step-error">
      <p>{text}</p>
      {detail && <p>{detail}</p>}
      {error?.code && <code>{error.code}</code>}
      {job.status !== -1 && <p>{next}</p>}
    </div>
  );
}
