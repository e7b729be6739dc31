import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Execution } from "../api/types";
import { useDates } from "../ui/format";
import { failedStepsQuery, jobQuery, type ListedJob } from "./data";
import { badly, ended, waitingStep } from "./status";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { useNow } from "./use-now";
import { reasonText, resultError, stepError } from "./words";

/** How a run stands, in a sentence or two: what it waits for and since when, or why it ended as it did. */
export function Standing({ run, jobs }: { run: Execution; jobs: readonly ListedJob[] }) {
  return (
    <div role="status" className="run-standing">
      {ended(run.status) ? <Ended run={run} /> : <Open run={run} jobs={jobs} />}
    </div>
  );
}

function Open({ run, jobs }: { run: Execution; jobs: readonly ListedJob[] }) {
  const { t } = useTranslation();
  const durations = useDurations();
  const dates = useDates();
  const now = useNow(true);
  const since = (from: string | null) => durations(Math.floor((span(from, null, now) ?? 0) / 1000) * 1000);
  const waits = waitingStep(jobs);
  const sentence =
    run.status === null
      ? t("runs.standing.queued", { time: since(run.createdAt) })
      : waits
        ? t("runs.standing.waits", { time: since(waits.startedAt ?? waits.createdAt) })
        : t("runs.standing.running", { time: since(run.startedAt) });
  return (
    <p>
      {sentence}{" "}
      {waits && (
        <Link to="/runs/$id" params={{ id: String(run.id) }} search={{ step: waits.nodeKey ?? "" }}>
          {t("runs.standing.toStep")}
        </Link>
      )}{" "}
      {run.expiresAt && t("runs.standing.until", { time: dates.both(run.expiresAt) })}
    </p>
  );
}

function Ended({ run }: { run: Execution }) {
  const { t } = useTranslation();
  const step = useQuery(failedStepsQuery(badly(run.status) ? [run.id] : [])).data?.get(run.id);
  const job = useQuery({ ...jobQuery(step?.id ?? 0, step?.status ?? null), enabled: step !== undefined }).data;
  if (!badly(run.status)) return <p>{t("runs.standing.well")}</p>;
  const reason = reasonText(t, run.reason);
  const error = resultError(job);
  const { text, detail } = stepError(t, error);
  const said = error ? [text, detail].filter(Boolean).join(" ") : "";
  const known = t("runs.means", { returnObjects: true }) as Record<string, string>;
  return (
    <>
      <p className="run-bad">{reason || said || known[String(run.status)] || t("runs.error.unsaid")}</p>
      {step?.nodeKey && (
        <p>
          <Link to="/runs/$id" params={{ id: String(run.id) }} search={{ step: step.nodeKey }}>
            {t("runs.standing.toFailed")}
          </Link>
        </p>
      )}
      {run.layer === "pre-action" && <p className="soft">{t("runs.standing.preAction")}</p>}
    </>
  );
}
