import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pagination } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import type { Collection } from "../api/types";
import { actionName } from "../pages/action-name";
import type { Key } from "../records";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { OutcomeTag, StatusTag } from "../ui/tag";
import { type TracedRun, traceQuery } from "./record-api";

/** The workflows that ran because of a record, newest first; each leads to its run and to the action behind it. */
export function RecordTrace({ collection, id }: { collection: Collection; id: Key }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const runs = useQuery(traceQuery(collection.name, id, page));
  useLiveQueries(["executions"], ["executions"]);
  return (
    <Loaded
      query={runs}
      isEmpty={({ data }) => data.length === 0}
      empty={
        <Empty title={t("collections.trace.emptyTitle")}>
          <p>{t("collections.trace.empty")}</p>
        </Empty>
      }
    >
      {({ data, meta }) => (
        <>
          <p className="soft">{t("collections.trace.help")}</p>
          <ol className="trace">
            {data.map((run) => (
              <Line key={run.id} run={run} />
            ))}
          </ol>
          {meta.count > meta.pageSize && (
            <Pagination
              align="end"
              current={page}
              pageSize={meta.pageSize}
              total={meta.count}
              showSizeChanger={false}
              onChange={setPage}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

function Line({ run }: { run: TracedRun }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { actor, receipt, workflow } = run;
  const who = actor?.nickname || actor?.username || actor?.email;
  const toRun: string = `/runs/${run.id}`;
  const toReceipt: string = `/receipts/${receipt?.id}`;
  return (
    <li className="trace-line">
      <div className="trace-head">
        <Link to={toRun}>{workflow?.title || run.key}</Link>
        <StatusTag status={run.status} />
      </div>
      <p className="soft trace-about">
        {run.createdAt && <time dateTime={run.createdAt}>{dates.exact(run.createdAt)}</time>}
        {who && <> · {who}</>}
      </p>
      {receipt && (
        <p className="trace-about trace-receipt">
          <Link to={toReceipt}>{t("collections.trace.action", { action: actionName(t, receipt) })}</Link>
          <OutcomeTag outcome={receipt.outcome} />
        </p>
      )}
    </li>
  );
}
