import type { TFunction } from "i18next";
import type { ConfigSchema, NodeSpec, TriggerSpec } from "../api/types";

type Words = Record<string, string>;

function words(t: TFunction): Words {
  const all: unknown = t("steps.words", { returnObjects: true });
  return typeof all === "object" && all !== null ? (all as Words) : {};
}

/** What the reader's language calls the parts of a node or trigger type; what it has no words for is in the server's. */
export interface SpecWords {
  title: string;
  summary: string;
  label(path: string, schema: ConfigSchema): string;
  help(path: string, schema: ConfigSchema): string;
  /** The values of a choice, in order, with their names. */
  options(path: string, schema: ConfigSchema): { value: unknown; label: string }[];
}

/** The name of a node type. */
export function nodeTitle(t: TFunction, spec: Pick<NodeSpec, "type" | "title">): string {
  return words(t)[spec.type] ?? spec.title;
}

/** What a node type is for. */
export function nodeSummary(t: TFunction, spec: Pick<NodeSpec, "type" | "summary">): string {
  return words(t)[`${spec.type}.summary`] ?? spec.summary;
}

/** The name of a trigger type. */
export function triggerTitle(t: TFunction, spec: Pick<TriggerSpec, "type" | "title">): string {
  return words(t)[`trigger ${spec.type}`] ?? spec.title;
}

/** What a trigger type is for. */
export function triggerSummary(t: TFunction, spec: Pick<TriggerSpec, "type" | "summary">): string {
  return words(t)[`trigger ${spec.type}.summary`] ?? spec.summary;
}

/** The words for a form. scope is what its words are kept under: the type of a node, "trigger x", or "run x". */
export function specWords(t: TFunction, scope: string): SpecWords {
  const all = words(t);
  const find = (path: string, suffix: string) => {
    const plain = path.replace(/\[\d+\]/g, "");
    return all[`${scope}.${plain}${suffix}`] ?? all[`*.${plain.replace(/^.*\./, "")}${suffix}`];
  };
  return {
    title: all[scope] ?? scope,
    summary: all[`${scope}.summary`] ?? "",
    label: (path, schema) => find(path, "") ?? schema.title ?? path,
    help: (path, schema) => find(path, ".help") ?? schema.description ?? "",
    options: (path, schema) => {
      const values = schema.enum ?? schema.items?.enum ?? [true, false];
      return values.map((value, i) => ({
        value,
        label: find(path, `=${value}`) ?? actionName(t, schema, value) ?? schema["x-labels"]?.[i] ?? String(value),
      }));
    },
  };
}

/** Actions have their names everywhere. */
function actionName(t: TFunction, schema: ConfigSchema, value: unknown): string | undefined {
  if (schema["x-as"] !== "actions" && schema["x-as"] !== "action") return undefined;
  const names: unknown = t("actionNames", { returnObjects: true });
  return (names as Words)[String(value)];
}
