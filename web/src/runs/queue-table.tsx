import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { QueuedRun } from "../api/types";
import { Tag } from "../ui/tag";
import { receiptCode } from "./code";
import { stuck } from "./queue";
import { CancelButton } from "./rerun";
import { span } from "./time";
import { useDurations } from "./use-durations";

/** What has not ended, the oldest first: where it stands, since when, and what one can do about it. */
export function QueueTable({ runs, now }: { runs: readonly QueuedRun[]; now: number }) {
  const { t } = useTranslation();
  const durations = useDurations();
  return (
    <table className="runs-table">
      <caption className="visually-hidden">{t("runs.queue.open")}</caption>
      <thead>
        <tr>
          {(["workflow", "state", "since", "remedy"] as const).map((c) => (
            <th key={c} scope="col">
              {t(`runs.queue.column.${c}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => {
          const time = span(run.since ?? run.createdAt, null, now) ?? 0;
          const bad = stuck(run.state, time);
          const step = run.nodeTitle || run.nodeType || run.nodeKey;
          return (
            <tr key={run.id}>
              <td className="runs-what">
                <Link to="/runs/$id" params={{ id: String(run.id) }} className="runs-open">
                  {run.title || run.key}
                </Link>
                {run.receiptId !== null && (
                  <span className="runs-small soft">
                    <Link to="/receipts/$id" params={{ id: receiptCode(run.receiptId) }}>
                      {receiptCode(run.receiptId)}
                    </Link>
                  </span>
                )}
              </td>
              <td>
                <Tag tone={bad ? "attention" : "running"}>{t(`runs.queue.state.${run.state}`)}</Tag>
                {step && <span className="runs-small runs-line">{t("runs.queue.atStep", { step })}</span>}
              </td>
              <td className="runs-duration">{durations(Math.floor(time / 1000) * 1000)}</td>
              <td className="queue-remedy">
                <p>{t(bad ? `runs.queue.stuck.${run.state}` : `runs.queue.fine.${run.state}`)}</p>
                {bad && <CancelButton run={run.id} title={run.title || run.key} small />}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
