import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import type { FollowedRun, Receipt } from "../api/types";
import { explain } from "../ui/failures";
import { StatusTag, Tag } from "../ui/tag";
import { receiptCode } from "./code";
import { followedQuery, receiptQuery, seesRuns } from "./data";
import "./follow.css";
import { FollowedSteps } from "./followed-steps";
import { RetryButton } from "./retry";
import { attempts, badly, ended } from "./status";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { runTitle } from "./words";

const inside = getRouteApi("/inside");

/** The live topics of an action: its receipt, and what runs for it. A stream takes 50. */
export function topicsOf(id: number, runs: readonly FollowedRun[] | undefined): string[] {
  const running = (runs ?? []).filter((r) => !ended(r.status)).slice(0, 40);
  return [`receipt:${id}`, ...running.map((r) => `execution:${r.id}`)];
}

interface FollowProps {
  receiptId: number;
  /** What workflows said and what is told already, above it. */
  told?: readonly string[];
}

/** What follows from one action, step by step, as it happens. It needs little room: for under a button. */
export function Follow({ receiptId, told = [] }: FollowProps) {
  const { t } = useTranslation();
  const receipt = useQuery(receiptQuery(receiptId));
  const runs = useQuery(followedQuery(receiptId));
  useLiveQueries(topicsOf(receiptId, runs.data), ["receipts"]);
  const error = receipt.error ?? runs.error;
  const lists = attempts(runs.data ?? []);
  return (
    <section className="follow" aria-label={t("runs.follow.title")}>
      <div className="follow-head">
        <div role="status">
          <Summary receipt={receipt.data} lists={lists} pending={runs.isPending || receipt.isPending} />
        </div>
        <Link to="/receipts/$id" params={{ id: receiptCode(receiptId) }} className="follow-more">
          {t("runs.follow.more")}
        </Link>
      </div>
      {error && <p className="follow-error">{explain(t, error)}</p>}
      {lists.length > 0 && (
        <ul className="follow-runs">
          {lists.map((list) => (
            <FollowedRunRow key={list[0]?.id} list={list} told={told} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** How it stands, in one word. */
function Summary({
  receipt,
  lists,
  pending,
}: {
  receipt: Receipt | null | undefined;
  lists: FollowedRun[][];
  pending: boolean;
}) {
  const { t } = useTranslation();
  if (pending) return <Tag tone="running">{t("runs.follow.looking")}</Tag>;
  const last = lists.flatMap((list) => list.slice(-1));
  const failed = last.filter((r) => badly(r.status)).length;
  const open = last.filter((r) => !ended(r.status)).length;
  if (receipt?.outcome === "open" || open > 0) {
    return <Tag tone="running">{t("runs.follow.running", { done: last.length - open, count: last.length })}</Tag>;
  }
  if (failed > 0) return <Tag tone="bad">{t("runs.follow.failed", { count: failed })}</Tag>;
  return <Tag tone="good">{t(last.length > 0 ? "runs.follow.done" : "runs.follow.nothing")}</Tag>;
}

function FollowedRunRow({ list, told }: { list: FollowedRun[]; told: readonly string[] }) {
  const { t } = useTranslation();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const durations = useDurations();
  const run = list[list.length - 1];
  if (!run) return null;
  const may = badly(run.status) && run.layer !== "pre-action" && seesRuns(me);
  const took = ended(run.status) ? durations(span(run.startedAt, run.endedAt)) : "";
  return (
    <li className="follow-run">
      <div className="follow-run-head">
        <span className="follow-run-title">{runTitle(run)}</span>
        <StatusTag status={run.status} />
        <span className="follow-run-time soft">
          {[took, list.length > 1 && t("runs.follow.attempts", { count: list.length })].filter(Boolean).join(", ")}
        </span>
        {may && <RetryButton run={run.id} title={runTitle(run)} small />}
      </div>
      <FollowedSteps run={run} told={told} />
      {badly(run.status) && !may && <p className="soft">{t("runs.follow.tell")}</p>}
    </li>
  );
}
