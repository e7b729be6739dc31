import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { useDates } from "../ui/format";
import { StatusTag } from "../ui/tag";
import { failedStepsQuery, type ListedRun } from "./data";
import { badly, ended } from "./status";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { useNow } from "./use-now";
import { personName, reasonText, resultError, stepError, triggerName, workflowName } from "./words";

interface RunTableProps {
  runs: readonly ListedRun[];
  chosen: ReadonlyMap<number, ListedRun>;
  choose: (chosen: ReadonlyMap<number, ListedRun>) => void;
}

const columns = ["status", "workflow", "who", "record", "started", "duration", "error"] as const;

/** A table that becomes a list of cards on a phone. */
export function RunTable({ runs, chosen, choose }: RunTableProps) {
  const { t } = useTranslation();
  const now = useNow(runs.some((r) => !ended(r.status)));
  const failed = useQuery(failedStepsQuery(runs.filter((r) => badly(r.status)).map((r) => r.id))).data;
  const toggle = (list: readonly ListedRun[], on: boolean) => {
    const next = new Map(chosen);
    for (const run of list) {
      if (on) next.set(run.id, run);
      else next.delete(run.id);
    }
    choose(next);
  };
  const count = runs.filter((r) => chosen.has(r.id)).length;
  return (
    <table className="runs-table">
      <caption className="visually-hidden">{t("runs.list.title")}</caption>
      <thead>
        <tr>
          <th scope="col" className="runs-choose">
            <Checkbox
              aria-label={t("runs.bulk.all")}
              checked={count === runs.length}
              indeterminate={count > 0 && count < runs.length}
              onChange={(e) => toggle(runs, e.target.checked)}
            />
          </th>
          {columns.map((c) => (
            <th key={c} scope="col">
              {t(`runs.column.${c}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td className="runs-choose">
              <Checkbox
                aria-label={t("runs.bulk.one", { title: workflowName(run) })}
                checked={chosen.has(run.id)}
                onChange={(e) => toggle([run], e.target.checked)}
              />
            </td>
            <Row run={run} now={now} why={failed?.get(run.id)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Row({ run, now, why }: { run: ListedRun; now: number; why: Parameters<typeof resultError>[0] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const durations = useDurations();
  const who = personName(run.actor ?? run.receipt?.user);
  const took = ended(run.status) ? span(run.startedAt, run.endedAt) : span(run.startedAt ?? run.createdAt, null, now);
  return (
    <>
      <td className="runs-status">
        <StatusTag status={run.status} />
      </td>
      <td className="runs-what">
        <Link to="/runs/$id" params={{ id: String(run.id) }} className="runs-open">
          {workflowName(run)}
        </Link>
        <span className="runs-small soft">
          {[
            triggerName(t, run.manually ? "manual" : run.workflow?.type),
            run.workflow?.current === false && t("runs.older"),
            run.retryOf !== null && t("runs.isRetry"),
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
      </td>
      <td className="runs-who">
        {who || <span className="soft">{t("runs.nobody")}</span>}
        {run.receipt?.button && <code className="runs-small runs-line soft">{run.receipt.button}</code>}
      </td>
      <td className="runs-record">
        {run.collection ? (
          <>
            {run.collection} {run.recordKey && <code className="runs-small soft">{run.recordKey}</code>}
          </>
        ) : (
          <span className="soft">{t("actions.nothing")}</span>
        )}
      </td>
      <td className="runs-time">
        <time dateTime={run.createdAt} title={dates.exact(run.createdAt)}>
          {dates.both(run.createdAt)}
        </time>
      </td>
      <td className="runs-duration">{durations(took)}</td>
      <td className="runs-error">{badly(run.status) && <Why run={run} why={why} />}</td>
    </>
  );
}

function Why({ run, why }: { run: ListedRun; why: Parameters<typeof resultError>[0] }) {
  const { t } = useTranslation();
  if (run.reason) return <>{reasonText(t, run.reason)}</>;
  const error = resultError(why);
  if (!error) return <>{run.status === -1 ? t("runs.follow.ended") : null}</>;
  const { text, detail } = stepError(t, error);
  return <>{[text, detail].filter(Boolean).join(" ")}</>;
}
