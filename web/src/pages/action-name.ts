import type { TFunction } from "i18next";
import type { Receipt } from "../api/types";

/** What somebody did, in words where there are some: "Create · claims". */
export function actionName(t: TFunction, receipt: Pick<Receipt, "action" | "resource">): string {
  const names = t("actionNames", { returnObjects: true }) as Record<string, string>;
  const action = receipt.action ?? "";
  return [names[action] ?? action, receipt.resource].filter(Boolean).join(" · ");
}
