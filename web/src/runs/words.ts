import type { TFunction } from "i18next";
import type { FollowedRun, FollowedStep, StepError, User } from "../api/types";
import { triggerTitle } from "../steps/spec-words";
import { wording } from "../ui/failures";

/** What a run is called: its workflow's title, else its key. */
export function runTitle(run: Pick<FollowedRun, "title" | "key">): string {
  return run.title || run.key;
}

/** What a step is called: its title, else its node's type. */
export function stepTitle(step: Pick<FollowedStep, "title" | "type" | "nodeKey">): string {
  return step.title || step.type || step.nodeKey;
}

/** Why a step failed: in the reader's language where there are words for its code, and as the server tells it. */
export function stepError(t: TFunction, error: StepError | undefined): { text: string; detail?: string } {
  if (!error) return { text: t("runs.error.unsaid") };
  if (!error.code) return { text: error.message || t("runs.error.unsaid") };
  const text = wording(t, { code: error.code, message: error.message ?? "" });
  const unsaid = text === t("errors.unknown");
  if (unsaid) return { text: t("runs.error.code", { code: error.code }) };
  return error.message && error.message !== text ? { text, detail: error.message } : { text };
}

/** Why a run was aborted, in words; other reasons are texts of the server. */
export function reasonText(t: TFunction, reason: string | null | undefined): string {
  if (!reason) return "";
  const known = t("runs.abort", { returnObjects: true }) as Record<string, string>;
  return known[reason] ?? reason;
}

/** What a person is called. */
export function personName(user: User | null | undefined): string {
  return user?.nickname || user?.username || user?.email || "";
}

/** What the workflow of a run is called: its title, else its key. */
export function workflowName(run: { key: string; workflow?: { title: string | null } | null }): string {
  return run.workflow?.title || run.key;
}

/** What a failed step's result says of the reason; undefined when it says nothing. */
export function resultError(job: { result: unknown } | null | undefined): StepError | undefined {
  const result = job?.result;
  if (typeof result === "string" && result) return { message: result };
  if (typeof result !== "object" || result === null) return undefined;
  const { code, message } = result as { code?: unknown; message?: unknown };
  const error = {
    ...(typeof code === "string" && { code }),
    ...(typeof message === "string" && { message }),
  };
  return error.code || error.message ? error : undefined;
}

/** How a run was started: by hand, or what its trigger type is called. It needs the texts of `steps`. */
export function triggerName(t: TFunction, type: string | null | undefined): string {
  if (!type) return "";
  return type === "manual" ? t("runs.byHand") : triggerTitle(t, { type, title: type });
}
