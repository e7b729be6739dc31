import type { TFunction } from "i18next";
import { ApiError, Told, Unreachable } from "../api/errors";
import type { Failure } from "../api/types";

/** A refusal in the reader's language; in the server's where ours has no words for its code. */
export function wording(t: TFunction, failure: Failure): string {
  const known = t("errors", { returnObjects: true }) as Record<string, string>;
  return known[failure.code] || failure.message || t("errors.unknown");
}

/** What went wrong, in one or more sentences. */
export function explain(t: TFunction, e: unknown): string {
  if (e instanceof Unreachable) return t("errors.unreachable");
  if (e instanceof Told) return e.message;
  if (!(e instanceof ApiError)) return t("states.broken");
  const [first] = e.failures;
  const sentences = [first ? wording(t, first) : t("errors.unknown")];
  if (e.retryAfter > 0) sentences.push(t("wait", { count: e.retryAfter }));
  return sentences.join(" ");
}

/** Sorts the refusals of a form into those that belong to one of its fields and the rest. */
export function atFields(t: TFunction, e: unknown, fields: readonly string[], byCode: Record<string, string> = {}) {
  const at: { name: string; errors: string[] }[] = [];
  const rest: Failure[] = [];
  for (const failure of e instanceof ApiError ? e.failures : []) {
    const name = [failure.field, byCode[failure.code]].find((f) => f !== undefined && fields.includes(f));
    if (name) at.push({ name, errors: [wording(t, failure)] });
    else rest.push(failure);
  }
  return { at, isWhole: at.length === 0 || rest.length > 0 };
}
