import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Me, workflowTitlesQuery } from "../api/calls";
import type { Collection, Receipt, Verdict } from "../api/types";
import { actionName } from "../pages/action-name";
import type { Key } from "../records";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import { OutcomeTag, VerdictMark } from "../ui/tag";
import { personOf, recordActionsQuery } from "./record-api";

interface RecordActionsProps {
  collection: Collection;
  id: Key;
  me: Me;
  /** Whether the actions of everybody are listed: else only one's own. */
  all: boolean;
}

/** The actions on a record, newest first: what each came to, which workflows started and why others did not. */
export function RecordActions({ collection, id, me, all }: RecordActionsProps) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const receipts = useQuery(recordActionsQuery(collection.name, id, page));
  const keys = [...new Set((receipts.data?.data ?? []).flatMap((r) => r.verdicts.map((v) => v.key)))].sort();
  const titles = useQuery(workflowTitlesQuery(me, keys)).data;
  return (
    <Loaded
      query={receipts}
      isEmpty={({ data }) => data.length === 0}
      empty={
        <Empty title={t("collections.trace.noActionsTitle")}>
          <p>{t(all ? "collections.trace.noActions" : "collections.trace.noOwnActions")}</p>
        </Empty>
      }
    >
      {({ data, meta }) => (
        <>
          <p className="soft">{t(all ? "collections.trace.actionsHelp" : "collections.trace.ownActionsHelp")}</p>
          <ol className="trace">
            {data.map((receipt) => (
              <Action key={receipt.id} receipt={receipt} name={(key) => titles?.get(key) || key} />
            ))}
          </ol>
          <Pager page={page} pageSize={meta.pageSize} count={meta.count} go={setPage} />
        </>
      )}
    </Loaded>
  );
}

function Action({ receipt, name }: { receipt: Receipt; name: (key: string) => string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const who = personOf(receipt.user);
  const toReceipt: string = `/receipts/${receipt.id}`;
  return (
    <li className="trace-line">
      <div className="trace-head">
        <Link to={toReceipt}>{actionName(t, receipt)}</Link>
        <OutcomeTag outcome={receipt.outcome} />
      </div>
      <p className="soft trace-about">
        {receipt.createdAt && <time dateTime={receipt.createdAt}>{dates.exact(receipt.createdAt)}</time>}
        {who && <> · {who}</>}
      </p>
      <ul className="trace-verdicts">
        {receipt.verdicts.map((verdict, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: verdicts have no id and never change their order
          <Considered key={i} verdict={verdict} title={name(verdict.key)} />
        ))}
      </ul>
    </li>
  );
}

/** One workflow that was considered; where it did not start, why. */
function Considered({ verdict, title }: { verdict: Verdict; title: string }) {
  const { t } = useTranslation();
  const why = verdict.reason ? t(`reasons.${verdict.reason}`) : t(`verdictMeans.${verdict.verdict}`);
  return (
    <li>
      <VerdictMark verdict={verdict.verdict} />
      <span>
        {title}
        {verdict.verdict !== "started" && <span className="soft">: {why}</span>}
      </span>
    </li>
  );
}
