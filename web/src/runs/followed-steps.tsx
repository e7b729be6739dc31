import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { FollowedRun } from "../api/types";
import { statusOf, ToneIcon } from "../ui/tag";
import "./followed-steps.css";
import { badly } from "./status";
import { reasonText, stepError, stepTitle } from "./words";

const shown = 8;

interface FollowedStepsProps {
  run: FollowedRun;
  /** What was told already, beside it: it is not said twice. */
  told?: readonly string[];
}

/** The steps of a run in a line (the last ones, as what came before went well), what went wrong, and what it said. */
export function FollowedSteps({ run, told = [] }: FollowedStepsProps) {
  const { t } = useTranslation();
  const more = run.steps.length - shown;
  return (
    <>
      {run.steps.length > 0 && (
        <ol className="followed-steps">
          {more > 0 && <li className="soft">{t("runs.follow.earlier", { count: more })}</li>}
          {run.steps.slice(-shown).map((s) => {
            const { name, tone } = statusOf(s.status);
            return (
              <li key={s.id}>
                <ToneIcon tone={tone} />
                <span className="visually-hidden">{t(s.status === 0 ? "runs.step.waits" : `statuses.${name}`)}: </span>
                {stepTitle(s)}
              </li>
            );
          })}
        </ol>
      )}
      {wrong(t, run).map((text) => (
        <p key={text} className="followed-error">
          {text}
        </p>
      ))}
      {run.steps.map((s) => s.message && !told.includes(s.message) && <p key={s.id}>{s.message}</p>)}
    </>
  );
}

/** What went wrong with a run: its reason, and what its failed steps say. */
function wrong(t: TFunction, run: FollowedRun): string[] {
  if (!badly(run.status)) return [];
  const reason = reasonText(t, run.reason);
  const steps = run.steps
    .filter((s) => badly(s.status) && s.error)
    .map((s) => {
      const { text, detail } = stepError(t, s.error);
      return `${t("runs.follow.atStep", { step: stepTitle(s) })} ${[text, detail].filter(Boolean).join(" ")}`;
    });
  const texts = [...new Set([...(reason ? [reason] : []), ...steps])];
  return texts.length > 0 ? texts.slice(0, 3) : [t(run.status === -1 ? "runs.follow.ended" : "runs.error.unsaid")];
}
