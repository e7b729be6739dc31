import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { WorkflowHealth } from "../api/types";
import { useDates } from "../ui/format";
import { StatusTag } from "../ui/tag";
import { workflowChoicesQuery } from "./data";
import { useDurations } from "./use-durations";

const columns = ["workflow", "last", "runs", "failed", "p95", "waiting", "owed"] as const;

/** How workflows did in the last seven days, all versions together. */
export function HealthTable({ list }: { list: readonly WorkflowHealth[] }) {
  const { t } = useTranslation();
  const titles = new Map(useQuery(workflowChoicesQuery()).data?.map((w) => [w.key, w]));
  return (
    <table className="runs-table health">
      <caption className="visually-hidden">{t("runs.queue.health")}</caption>
      <thead>
        <tr>
          {columns.map((c) => (
            <th key={c} scope="col">
              {t(`runs.queue.column.${c}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {list.map((h) => (
          <Row key={h.key} health={h} workflow={titles.get(h.key)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  health: h,
  workflow,
}: {
  health: WorkflowHealth;
  workflow: { id: number; title: string | null } | undefined;
}) {
  const { t } = useTranslation();
  const dates = useDates();
  const durations = useDurations();
  const share = h.ended > 0 ? Math.round((h.failed / h.ended) * 100) : 0;
  return (
    <tr>
      <th scope="row" className="runs-what">
        <Link to="/runs" search={{ workflow: h.key }} className="runs-open">
          {workflow?.title || h.key}
        </Link>
      </th>
      <td>
        {h.lastRun ? (
          <>
            <StatusTag status={h.lastRun.status} />{" "}
            <Link to="/runs/$id" params={{ id: String(h.lastRun.id) }} className="runs-small">
              {h.lastRun.createdAt && dates.both(h.lastRun.createdAt)}
            </Link>
          </>
        ) : (
          <span className="soft">{t("runs.queue.never")}</span>
        )}
      </td>
      <td data-label={t("runs.queue.column.runs")}>
        {h.runs}
        {h.capped && ` ${t("runs.queue.orMore")}`}
      </td>
      <td data-label={t("runs.queue.column.failed")} className={h.failed > 0 ? "health-bad" : undefined}>
        {h.failed > 0 ? (
          <Link to="/runs" search={{ workflow: h.key, failed: true }}>
            {t("runs.queue.share", { count: h.failed, share })}
          </Link>
        ) : (
          0
        )}
      </td>
      <td data-label={t("runs.queue.column.p95")}>{h.p95 === null ? "–" : durations(h.p95)}</td>
      <td data-label={t("runs.queue.column.waiting")}>{h.waiting}</td>
      <td data-label={t("runs.queue.column.owed")}>{h.owed}</td>
    </tr>
  );
}
