import type { TFunction } from "i18next";
import { wording } from "../ui/failures";
import type { Located } from "./model/problems";

/** A problem in the reader's language, as it concerns a page; in the server's where there are no words for its code. */
export function problemText(t: TFunction, { problem, names }: Located): string {
  const own = t("designer.codes", { returnObjects: true }) as Record<string, string>;
  const text = own[problem.code];
  if (!text) return wording(t, problem);
  return text.endsWith(":") ? `${text} ${names || problem.message}` : text;
}
