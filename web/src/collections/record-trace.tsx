import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pagination } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import type { Collection, Receipt } from "../api/types";
import { actionName } from "../pages/action-name";
import type { Key } from "../records";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { OutcomeTag } from "../ui/tag";
import { traceQuery } from "./record-api";

/** The actions that touched a record, newest first; each leads to its receipt with all that followed. */
export function RecordTrace({ collection, id }: { collection: Collection; id: Key }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const receipts = useQuery(traceQuery(collection.name, id, page));
  useLiveQueries(["receipts"], ["receipts"]);
  return (
    <Loaded
      query={receipts}
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
            {data.map((receipt) => (
              <Line key={receipt.id} receipt={receipt} />
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

function Line({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { user, button, verdicts } = receipt;
  const to: string = `/receipts/${receipt.id}`;
  const who = user?.nickname || user?.username || user?.email;
  return (
    <li className="trace-line">
      <div className="trace-head">
        <Link to={to}>{actionName(t, receipt)}</Link>
        <OutcomeTag outcome={receipt.outcome} />
      </div>
      <p className="soft trace-about">
        <time dateTime={receipt.createdAt}>{dates.exact(receipt.createdAt)}</time>
        {who && <> · {who}</>}
        {button && (
          <>
            {" · "}
            <code>{button}</code>
          </>
        )}
        {verdicts.length > 0 && <> · {t("collections.trace.workflows", { count: verdicts.length })}</>}
      </p>
    </li>
  );
}
