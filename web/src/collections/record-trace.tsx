import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { useLiveQueries } from "../api/live";
import type { Collection } from "../api/types";
import type { Key } from "../records";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import { StatusTag } from "../ui/tag";
import { seesRuns } from "./model";
import { RecordActions } from "./record-actions";
import { personOf, type TracedRun, traceQuery } from "./record-api";

/** What happened with a record: the actions on it with every workflow that was considered, and the runs about it. */
export function RecordTrace({ collection, id, me }: { collection: Collection; id: Key; me: Me }) {
  const { t } = useTranslation();
  const all = seesRuns(me);
  useLiveQueries(
    ["receipts", `record:${collection.name}:${encodeURIComponent(id)}`, ...(all ? ["executions"] : [])],
    ["receipts"],
    ["executions"],
  );
  return (
    <>
      <section className="trace-part">
        <h2>{t("collections.trace.actions")}</h2>
        <RecordActions collection={collection} id={id} me={me} all={all} />
      </section>
      {all && (
        <section className="trace-part">
          <h2>{t("collections.trace.runs")}</h2>
          <Runs collection={collection} id={id} />
        </section>
      )}
    </>
  );
}

function Runs({ collection, id }: { collection: Collection; id: Key }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const runs = useQuery(traceQuery(collection.name, id, page));
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
          <Pager page={page} pageSize={meta.pageSize} count={meta.count} go={setPage} />
        </>
      )}
    </Loaded>
  );
}

function Line({ run }: { run: TracedRun }) {
  const dates = useDates();
  const who = personOf(run.actor);
  const toRun: string = `/runs/${run.id}`;
  return (
    <li className="trace-line">
      <div className="trace-head">
        <Link to={toRun}>{run.workflow?.title || run.key}</Link>
        <StatusTag status={run.status} />
      </div>
      <p className="soft trace-about">
        {run.createdAt && <time dateTime={run.createdAt}>{dates.exact(run.createdAt)}</time>}
        {who && <> · {who}</>}
      </p>
    </li>
  );
}
