import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Me, workflowTitlesQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import type { Receipt, RecordRef } from "../api/types";
import { roleName } from "../app/roles";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { effectsOf } from "./chain";
import { ChainTree, type Known } from "./chain-tree";
import { receiptCode } from "./code";
import { Copyable } from "./copyable";
import { followedQuery, seesRuns } from "./data";
import { topicsOf } from "./follow";
import "./receipt.css";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { personName } from "./words";

/** One action from click to last effect: what it came to, and every workflow that was considered on the way. */
export function ReceiptView({ receipt, me }: { receipt: Receipt; me: Me }) {
  const { t } = useTranslation();
  const runs = useQuery(followedQuery(receipt.id));
  useLiveQueries(topicsOf(receipt.id, runs.data), ["receipts"]);
  return (
    <div className="receipt">
      <p>{t(`outcomeMeans.${receipt.outcome}`)}</p>
      <Facts receipt={receipt} me={me} about={runs.data?.find((r) => r.about && r.layer !== "collection")?.about} />
      <section>
        <h2>{t("runs.receipt.tree")}</h2>
        <Loaded query={runs}>{(list) => <Tree receipt={receipt} me={me} runs={list} />}</Loaded>
      </section>
    </div>
  );
}

function Tree({ receipt, me, runs }: { receipt: Receipt; me: Me; runs: Parameters<typeof effectsOf>[1] }) {
  const { t } = useTranslation();
  const { first, rest } = useMemo(() => effectsOf(receipt, runs), [receipt, runs]);
  const keys = [...new Set([...receipt.verdicts, ...(receipt.chain ?? [])].map((v) => v.key))].sort();
  const titles = useQuery(workflowTitlesQuery(me, keys)).data;
  const known: Known = {
    may: seesRuns(me),
    title: (key) => titles?.get(key) || runs.find((r) => r.key === key)?.title || key,
  };
  if (first.length === 0 && rest.length === 0) return <p className="soft">{t("receipt.verdictsNone")}</p>;
  return (
    <>
      <ChainTree list={first} known={known} />
      {rest.length > 0 && (
        <>
          <p className="soft">{t("runs.receipt.rest")}</p>
          <ChainTree list={rest} known={known} />
        </>
      )}
    </>
  );
}

function Facts({ receipt, me, about }: { receipt: Receipt; me: Me; about: RecordRef | undefined }) {
  const { t } = useTranslation();
  const dates = useDates();
  const durations = useDurations();
  const took = receipt.closedAt ? (span(receipt.createdAt, receipt.closedAt) ?? 0) : 0;
  const other = receipt.userId !== me.user.id && personName(receipt.user);
  return (
    <dl className="receipt-facts">
      <Fact name={t("receipt.time")}>
        {dates.exact(receipt.createdAt)}
        {took >= 1000 && <span className="soft">, {t("runs.receipt.took", { time: durations(took) })}</span>}
      </Fact>
      {other && <Fact name={t("runs.receipt.person")}>{other}</Fact>}
      {receipt.roleName && <Fact name={t("receipt.role")}>{roleName(t, receipt.roleName)}</Fact>}
      {about && (
        <Fact name={t("runs.receipt.record")}>
          {seesRuns(me) ? (
            <Link to="/runs" search={{ collection: about.collection, record: about.key }}>
              {about.collection} {about.key}
            </Link>
          ) : (
            `${about.collection} ${about.key}`
          )}
        </Fact>
      )}
      {receipt.button && (
        <Fact name={t("receipt.button")}>
          {seesRuns(me) ? (
            <Link to="/runs" search={{ button: receipt.button }}>
              <code>{receipt.button}</code>
            </Link>
          ) : (
            <code>{receipt.button}</code>
          )}
        </Fact>
      )}
      {receipt.keys.length > 0 && (
        <Fact name={t("receipt.keys")}>
          <code>{receipt.keys.join(", ")}</code>
        </Fact>
      )}
      <Fact name={t("receipt.code")}>
        <Copyable text={receiptCode(receipt.id)} />
      </Fact>
      {receipt.requestId && (
        <Fact name={t("receipt.request")}>
          <code>{receipt.requestId}</code>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
