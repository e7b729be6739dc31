import type { TFunction } from "i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection, Workflow } from "../api/types";
import { collectionOf, kindOf } from "./kinds";

const modes = { 1: "created", 2: "updated", 3: "saved", 4: "deleted" } as const;

/** What sets a workflow off, as a sentence for people. */
export function triggerWords(
  t: TFunction,
  workflow: Pick<Workflow, "type" | "config">,
  collections: readonly Collection[],
): string {
  const name = collectionOf(workflow);
  const found = collections.find((c) => c.name === name);
  const collection = found ? collectionTitle(found) : name || "…";
  const config = workflow.config ?? {};
  switch (kindOf(workflow.type)) {
    case "request-interception":
    case "action": {
      const when = workflow.type === "action" ? "after" : "before";
      if (config.global !== true) return t(`workflows.trigger.${when}Button`, { collection });
      const names = t("actionNames", { returnObjects: true }) as Record<string, string>;
      const list = Array.isArray(config.actions) ? config.actions.map((a) => names[String(a)] ?? String(a)) : [];
      return t(`workflows.trigger.${when}Every`, { collection, actions: list.join(", ") || "…" });
    }
    case "custom-action":
      if (config.type === 1) return t("workflows.trigger.onRecord", { collection });
      return config.type === 2 ? t("workflows.trigger.onRecords", { collection }) : t("workflows.trigger.onNothing");
    case "collection": {
      const changed = Array.isArray(config.changed) ? config.changed.map(String) : [];
      const fields = changed.map((f) => fieldTitle(found?.fields?.find((x) => x.name === f) ?? { name: f }));
      if (config.mode === 2 && fields.length > 0)
        return t("workflows.trigger.fields", { collection, fields: fields.join(", ") });
      return t(`workflows.trigger.${modes[config.mode as keyof typeof modes] ?? "saved"}`, { collection });
    }
    default:
      return workflow.type;
  }
}
