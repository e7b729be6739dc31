import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import type { Execution } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import "../ui/page.css";
import { Empty } from "../ui/states";
import { StatusTag } from "../ui/tag";
import { jobsQuery, runQuery } from "./data";
import { JsonValue } from "./json-value";
import { CancelButton, RerunButton } from "./rerun";
import { RetryButton } from "./retry";
import "./run.css";
import { RunFacts } from "./run-facts";
import { RunSteps } from "./run-steps";
import { Standing } from "./standing";
import { ended, powers } from "./status";
import { workflowName } from "./words";

const route = getRouteApi("/inside/runs/$id");

/** One run: what started it, how it stands, and every step of it. */
export default function RunPage() {
  const { t } = useTranslation();
  const id = Number(route.useParams().id);
  const query = useQuery({ ...runQuery(id), enabled: Number.isSafeInteger(id) });
  const topics = useMemo(() => (ended(query.data?.status) ? [] : [`execution:${id}`]), [id, query.data?.status]);
  useLiveQueries(topics, ["executions"]);
  if (!Number.isSafeInteger(id) || query.data === null) return <Missing />;
  return (
    <div className="page">
      <PageHead
        title={query.data ? workflowName(query.data) : t("runs.run.title")}
        back={{ to: "/runs", label: t("runs.list.title") }}
        mark={query.data && <StatusTag status={query.data.status} />}
        tools={query.data && <Tools run={query.data} />}
      />
      <Loaded query={query}>{(run) => run && <Run run={run} />}</Loaded>
    </div>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <PageHead title={t("runs.run.title")} back={{ to: "/runs", label: t("runs.list.title") }} />
      <div className="panel">
        <Empty title={t("runs.run.missingTitle")}>
          <p>{t("runs.run.missing")}</p>
        </Empty>
      </div>
    </div>
  );
}

function Tools({ run }: { run: Execution }) {
  const { t } = useTranslation();
  const { me } = route.useRouteContext();
  const navigate = route.useNavigate();
  const may = powers(run, me.check.role === "root");
  const title = workflowName(run);
  return (
    <>
      {may.retry && (
        <RetryButton
          run={run.id}
          title={title}
          label={t("runs.retry.failedStep")}
          primary
          onDone={(fresh) => navigate({ to: "/runs/$id", params: { id: String(fresh.id) }, search: {} })}
        />
      )}
      {may.rerun && <RerunButton run={run.id} title={title} label={t("runs.rerun.button")} />}
      {!ended(run.status) && <CancelButton run={run.id} title={title} />}
    </>
  );
}

function Run({ run }: { run: Execution }) {
  const { t } = useTranslation();
  const jobs = useQuery(jobsQuery(run.id));
  return (
    <>
      <div className="panel panel-pad run-about">
        <Standing run={run} jobs={jobs.data?.jobs ?? []} />
        <RunFacts run={run} />
      </div>
      <Loaded query={jobs}>
        {({ jobs: list, cut }) => (
          <>
            {cut > 0 && <p className="soft">{t("runs.run.cut", { count: cut })}</p>}
            <RunSteps run={run} jobs={list} />
          </>
        )}
      </Loaded>
      <section className="panel panel-pad run-values" aria-label={t("runs.run.values")}>
        <h2>{t("runs.run.values")}</h2>
        <JsonValue label={t("runs.run.context")} value={run.context} />
        {run.output !== null && <JsonValue label={t("runs.run.output")} value={run.output} />}
      </section>
    </>
  );
}
