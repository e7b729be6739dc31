import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Workflow, WorkflowHealth } from "../api/types";
import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { useDates } from "../ui/format";
import { StatusTag } from "../ui/tag";
import { took } from "./took";

/** How a workflow did in the last seven days: the newest run, how many failed, how long they took, what waits. */
export function Health({ health, workflow }: { health: WorkflowHealth | undefined; workflow: Workflow }) {
  const { t } = useTranslation();
  const dates = useDates();
  const locale = useStore(language)?.code;
  if (!health) return null;
  const { lastRun, runs, failed, ended, p95, waiting, capped } = health;
  if (!lastRun) return <span className="soft workflows-never">{t("workflows.health.never")}</span>;
  return (
    <div className="workflows-health">
      <p className="workflows-last">
        <StatusTag status={lastRun.status} />
        {lastRun.createdAt && (
          <Link
            to="/runs/$id"
            params={{ id: String(lastRun.id) }}
            aria-label={t("workflows.health.last", {
              title: workflow.title || workflow.key,
              time: dates.both(lastRun.createdAt),
            })}
          >
            <time dateTime={lastRun.createdAt}>{dates.both(lastRun.createdAt)}</time>
          </Link>
        )}
      </p>
      {runs > 0 && (
        <p className="soft">
          {[
            t(capped ? "workflows.health.runsMore" : "workflows.health.runs", { count: runs }),
            ended > 0 && t("workflows.health.failed", { percent: percentOf(failed, ended, locale) }),
            p95 !== null && t("workflows.health.p95", { time: took(p95, locale) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      {waiting > 0 && <p className="soft">{t("workflows.health.waiting", { count: waiting })}</p>}
    </div>
  );
}

function percentOf(part: number, whole: number, locale: string | undefined): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(part / whole);
}
