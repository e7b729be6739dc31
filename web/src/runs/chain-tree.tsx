import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FollowedRun, Verdict } from "../api/types";
import { StatusTag, VerdictTag } from "../ui/tag";
import type { Considered, Followed } from "./chain";
import "./chain-tree.css";
import { FollowedSteps } from "./followed-steps";
import { RetryButton } from "./retry";
import { badly, ended } from "./status";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { runTitle, stepTitle } from "./words";

/** What the tree knows besides the receipt. */
export interface Known {
  /** Whether the reader may see and mend runs and workflows. */
  may: boolean;
  title: (key: string) => string;
}

/** The workflows that were considered, in order, each with its runs and what these led to. */
export function ChainTree({ list, known }: { list: readonly Considered[]; known: Known }) {
  return (
    <ul className="chain">
      {list.map((c, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: verdicts have no id and never change their order
        <Entry key={i} considered={c} known={known} />
      ))}
    </ul>
  );
}

function Entry({ considered: { verdict, runs, more }, known }: { considered: Considered; known: Known }) {
  const alone = runs.length === 1 && more === 0 ? runs[0] : undefined;
  return (
    <li className="chain-entry">
      <div className="chain-head">
        <strong className="chain-title">
          {known.may && verdict.workflowId !== null ? (
            <Link to={`/workflows/${verdict.workflowId}` as string}>{known.title(verdict.key)}</Link>
          ) : (
            known.title(verdict.key)
          )}
        </strong>
        {runs.length === 0 || verdict.verdict !== "started" ? <VerdictTag verdict={verdict.verdict} /> : null}
        {alone && <RunMarks run={alone} known={known} />}
      </div>
      <Means verdict={verdict} known={known} />
      {alone ? (
        <RunStory run={alone} known={known} />
      ) : (
        runs.length > 0 && <Runs runs={runs} more={more} known={known} />
      )}
    </li>
  );
}

/** Why it went like this, and what one can do about it. */
function Means({ verdict: v, known }: { verdict: Verdict; known: Known }) {
  const { t } = useTranslation();
  return (
    <>
      {v.verdict !== "started" && <p>{v.reason ? t(`reasons.${v.reason}`) : t(`verdictMeans.${v.verdict}`)}</p>}
      {v.reason && known.may && <p className="soft">{t(`runs.remedy.${v.reason}`)}</p>}
      {v.workflowId !== null && v.verdict !== "skipped" && (
        <p className="chain-small soft">
          {t(`layers.${v.layer}`)}, {t(`modes.${v.mode === "sync" ? "sync" : "async"}`)}
          {v.count > 1 && `, ${t("receipt.executions", { count: v.count })}`}
        </p>
      )}
    </>
  );
}

/** Several runs of one workflow: one for each record, for example. */
function Runs({ runs, more, known }: { runs: readonly Followed[]; more: number; known: Known }) {
  const { t } = useTranslation();
  const failed = runs.filter((r) => badly(lastOf(r)?.status)).length;
  return (
    <details className="chain-runs" open={runs.length <= 5 || failed > 0}>
      <summary>
        {t("receipt.executions", { count: runs.length })}
        {failed > 0 && `, ${t("runs.receipt.failed", { count: failed })}`}
      </summary>
      <ol>
        {runs.map((run) => (
          <li key={run.id}>
            <div className="chain-head">
              <RunMarks run={run} known={known} />
            </div>
            <RunStory run={run} known={known} />
          </li>
        ))}
      </ol>
      {more > 0 && <p className="soft">{t("runs.receipt.more", { count: more })}</p>}
    </details>
  );
}

function lastOf(run: Followed): FollowedRun | undefined {
  return run.attempts[run.attempts.length - 1];
}

function RunMarks({ run, known }: { run: Followed; known: Known }) {
  const { t } = useTranslation();
  const durations = useDurations();
  const last = lastOf(run);
  if (!last) return null;
  const took = ended(last.status) ? durations(span(last.startedAt, last.endedAt)) : "";
  const tries = run.attempts.length > 1 && t("runs.follow.attempts", { count: run.attempts.length });
  return (
    <>
      <StatusTag status={last.status} />
      <span className="chain-small soft">{[took, tries].filter(Boolean).join(", ")}</span>
      {known.may && (
        <span className="chain-tools">
          {badly(last.status) && last.layer !== "pre-action" && (
            <RetryButton run={last.id} title={runTitle(last)} small />
          )}
          <Link to="/runs/$id" params={{ id: String(last.id) }} aria-label={t("runs.open", { title: runTitle(last) })}>
            {t("runs.toRun")}
          </Link>
        </span>
      )}
    </>
  );
}

function RunStory({ run, known }: { run: Followed; known: Known }) {
  const { t } = useTranslation();
  const last = lastOf(run);
  if (!last) return null;
  const nodeTitle = (key: string) => {
    const step = run.attempts.flatMap((a) => a.steps).find((s) => s.nodeKey === key);
    return step ? stepTitle(step) : key;
  };
  return (
    <>
      <FollowedSteps run={last} />
      {run.effects.map((e) => (
        <div key={e.nodeKey} className="chain-effect">
          <p className="chain-small soft">{t("runs.receipt.effect", { step: nodeTitle(e.nodeKey) })}</p>
          <ChainTree list={e.considered} known={known} />
        </div>
      ))}
    </>
  );
}
