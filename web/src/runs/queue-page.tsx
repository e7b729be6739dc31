import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import type { QueueState, RunRate } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import "../ui/page.css";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import { Tag } from "../ui/tag";
import { healthQuery, queueQuery } from "./data";
import { HealthTable } from "./health-table";
import "./list.css";
import "./queue.css";
import { QueueTable } from "./queue-table";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { useNow } from "./use-now";

const route = getRouteApi("/inside/queue");
const topics = ["executions"];

/** What waits and runs now, what is stuck and why, and how each workflow does. */
export default function QueuePage() {
  const { t } = useTranslation();
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const queue = useQuery(queueQuery());
  const health = useQuery(healthQuery(page));
  useLiveQueries(topics, ["executions"]);
  return (
    <div className="page">
      <PageHead title={t("runs.queue.title")} intro={t("runs.queue.intro")} />
      <Loaded query={queue}>{(state) => <Now state={state} />}</Loaded>
      <h2>{t("runs.queue.health")}</h2>
      <div className="panel">
        <Loaded
          query={health}
          isEmpty={({ data }) => data.length === 0}
          empty={
            <Empty
              title={t("runs.queue.noWorkflows")}
              actions={<Link to={"/workflows" as string}>{t("runs.queue.toWorkflows")}</Link>}
            >
              <p>{t("runs.queue.noWorkflowsHelp")}</p>
            </Empty>
          }
        >
          {({ data }) => <HealthTable list={data} />}
        </Loaded>
      </div>
      {health.data && (
        <Pager
          page={page}
          pageSize={health.data.meta.pageSize}
          count={health.data.meta.count}
          go={(next) => navigate({ search: next > 1 ? { page: next } : {} })}
        />
      )}
    </div>
  );
}

function Now({ state }: { state: QueueState }) {
  const { t } = useTranslation();
  const durations = useDurations();
  const now = useNow(state.oldest !== null || state.runs.length > 0);
  const oldest = span(state.oldest, null, now);
  return (
    <>
      <dl className="queue-numbers">
        <Figure name={t("runs.queue.owed")}>
          {state.owed}
          {oldest !== undefined && (
            <span className="queue-note soft">{t("runs.queue.oldest", { time: durations(oldest) })}</span>
          )}
        </Figure>
        <Figure name={t("runs.queue.waiting")}>
          {state.waiting}
          {state.capped && <span className="queue-note soft">{t("runs.queue.orMore")}</span>}
        </Figure>
        <Figure name={t("runs.queue.hour")}>
          <Rate rate={state.hour} />
        </Figure>
        <Figure name={t("runs.queue.day")}>
          <Rate rate={state.day} />
        </Figure>
      </dl>
      <h2>{t("runs.queue.open")}</h2>
      <div className="panel">
        {state.runs.length > 0 ? (
          <QueueTable runs={state.runs} now={now} />
        ) : (
          <div className="panel-pad">
            <Tag tone="good">{t("runs.queue.idle")}</Tag>
          </div>
        )}
      </div>
    </>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="panel panel-pad">
      <dt className="soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Rate({ rate }: { rate: RunRate }) {
  const { t } = useTranslation();
  return (
    <>
      {rate.made}
      <span className="queue-note soft">
        {rate.capped && `${t("runs.queue.orMore")} `}
        {t("runs.queue.rate", { ended: rate.ended, failed: rate.failed })}
      </span>
    </>
  );
}
