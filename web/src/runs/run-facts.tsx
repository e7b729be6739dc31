import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Execution } from "../api/types";
import { roleName } from "../app/roles";
import { actionName } from "../pages/action-name";
import { useDates } from "../ui/format";
import { StatusTag } from "../ui/tag";
import { receiptCode } from "./code";
import { kinQuery, type ListedRun } from "./data";
import { ended } from "./status";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { personName, triggerName } from "./words";

/** Who or what started a run, which version it is of, and when. */
export function RunFacts({ run }: { run: Execution }) {
  const { t } = useTranslation();
  const dates = useDates();
  const durations = useDurations();
  const kin = useQuery(kinQuery(run)).data ?? [];
  const who = personName(run.actor ?? run.receipt?.user);
  const cause = run.stack?.at(-1);
  const late = (span(run.createdAt, run.startedAt) ?? 0) >= 1000;
  const times: [string, string | null][] = [
    [t("runs.column.made"), late ? run.createdAt : null],
    [t("runs.column.started"), run.startedAt],
    [t("runs.column.ended"), run.endedAt],
  ];
  return (
    <dl className="run-facts">
      <Fact name={t("runs.filter.trigger")}>
        {triggerName(t, run.manually && run.retryOf === null ? "manual" : run.workflow?.type)}
        {run.layer && <span className="soft">, {t(`modes.${run.sync ? "sync" : "async"}`)}</span>}
      </Fact>
      <Fact name={t("runs.run.version")}>
        {run.workflow ? (
          <>
            <Link to={`/workflows/${run.workflowId}` as string}>
              {t(run.workflow.current ? "runs.current" : "runs.older")}
            </Link>
            {run.workflow.note && <span className="soft"> ({run.workflow.note})</span>}
          </>
        ) : (
          <span className="soft">{t("runs.run.versionGone")}</span>
        )}
      </Fact>
      <Fact name={t("runs.column.who")}>
        {who || <span className="soft">{t("runs.nobody")}</span>}
        {run.roleName && <span className="soft">, {t("runs.run.inRole", { role: roleName(t, run.roleName) })}</span>}
      </Fact>
      {run.receipt && (
        <Fact name={t("runs.run.action")}>
          <Link to="/receipts/$id" params={{ id: receiptCode(run.receipt.id) }}>
            {actionName(t, run.receipt)}
          </Link>
          {run.receipt.button && <code className="soft"> {run.receipt.button}</code>}
        </Fact>
      )}
      {run.collection && (
        <Fact name={t("runs.column.record")}>
          {run.recordKey ? (
            <Link
              to="/runs"
              search={{ collection: run.collection, record: run.recordKey }}
              title={t("runs.run.sameRecord")}
            >
              {run.collection} {run.recordKey}
            </Link>
          ) : (
            run.collection
          )}
        </Fact>
      )}
      {cause !== undefined && (
        <Fact name={t("runs.run.cause")}>
          <RunLink id={cause}>{t("runs.run.causeRun")}</RunLink>
        </Fact>
      )}
      {run.parentExecutionId !== null && (
        <Fact name={t("runs.run.parent")}>
          <RunLink id={run.parentExecutionId}>{t("runs.run.causeRun")}</RunLink>
        </Fact>
      )}
      {run.retryOf !== null && (
        <Fact name={t("runs.run.retryOf")}>
          <RunLink id={run.retryOf}>{t("runs.run.earlier")}</RunLink>
        </Fact>
      )}
      <Retries list={kin.filter((k) => k.retryOf === run.id)} />
      {times.map(
        ([name, at]) =>
          at && (
            <Fact key={name} name={name}>
              {dates.exact(at)}
            </Fact>
          ),
      )}
      {ended(run.status) && run.startedAt && (
        <Fact name={t("runs.column.duration")}>{durations(span(run.startedAt, run.endedAt))}</Fact>
      )}
    </dl>
  );
}

function Retries({ list }: { list: readonly ListedRun[] }) {
  const { t } = useTranslation();
  if (list.length === 0) return null;
  return (
    <Fact name={t("runs.run.retries")}>
      <ul>
        {list.map((r) => (
          <li key={r.id} className="run-retry">
            <RunLink id={r.id}>{t("runs.run.later")}</RunLink> <StatusTag status={r.status} />
          </li>
        ))}
      </ul>
    </Fact>
  );
}

function RunLink({ id, children }: { id: number; children: ReactNode }) {
  return (
    <Link to="/runs/$id" params={{ id: String(id) }}>
      {children}
    </Link>
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
