import type { Collection, Field, Layer, Workflow } from "../api/types";

/** The button that workflows are bound to, as far as its bindings depend on it. */
export interface Acting {
  uid: string;
  title: string;
  /** The action that it stands for. */
  action: string;
  /** "" when it acts on no record. */
  collection: string;
  /** What it acts on: nothing, one record, or the chosen ones. */
  on: "nothing" | "record" | "selection";
}

/** The trigger types that can be bound to buttons. */
export const triggerTypes = ["request-interception", "action", "custom-action"] as const;
export type TriggerType = (typeof triggerTypes)[number];

const layers: Record<string, Layer> = {
  "request-interception": "pre-action",
  action: "post-action",
  "custom-action": "custom-action",
  collection: "collection",
};

export function layerOf(workflow: Pick<Workflow, "type">): Layer | undefined {
  return layers[workflow.type];
}

/** The types that fit a button: one that only triggers takes custom actions, all others what stands around an action. */
export function typesFor(button: Pick<Acting, "action">): readonly TriggerType[] {
  return button.action === "trigger" ? ["custom-action"] : ["request-interception", "action"];
}

/** Why a workflow cannot be chosen, or will not start although it was. */
export type Obstacle =
  | "gone"
  | "other_trigger"
  | "other_collection"
  | "other_scope"
  | "path_not_followed"
  | "global"
  | "disabled";

const scopeKind = { nothing: 0, record: 1, selection: 2 } as const;

function text(config: Record<string, unknown>, key: string): string {
  const value = config[key];
  return typeof value === "string" ? value : "";
}

/** The collection of a workflow's trigger, "" for none. */
export function collectionOf(workflow: Pick<Workflow, "config">): string {
  return text(workflow.config ?? {}, "collection").replace(/^main:/, "");
}

export function isGlobal(workflow: Pick<Workflow, "config">): boolean {
  return workflow.config?.global === true;
}

/** Whether paths to related records mean something for a workflow: only after the action there is a record to go on from. */
export function takesPath(workflow: Pick<Workflow, "type">): boolean {
  return workflow.type === "action";
}

/** What stands against a workflow on a button, with the collection that the path leads to. None: it will start. */
export function obstacle(
  workflow: Pick<Workflow, "type" | "config" | "enabled"> | undefined,
  button: Acting,
  target: string | undefined,
  path = "",
): Obstacle | undefined {
  if (!workflow) return "gone";
  if (!(typesFor(button) as readonly string[]).includes(workflow.type)) return "other_trigger";
  if (path && !takesPath(workflow)) return "path_not_followed";
  if (isGlobal(workflow)) return "global";
  if (collectionOf(workflow) !== (target ?? "")) return "other_collection";
  if (workflow.type === "custom-action" && !fitsScope(workflow, button)) return "other_scope";
  return workflow.enabled ? undefined : "disabled";
}

/** A custom action on several records needs a button on several, one on one record a button on one. */
function fitsScope(workflow: Pick<Workflow, "config">, button: Acting): boolean {
  const kind = Number(workflow.config?.type ?? 0);
  return kind === (button.collection ? scopeKind[button.on] : 0);
}

/** A to-one relation that a path can follow, with those behind it. */
export interface Step {
  path: string;
  field: Field;
  target: string;
  children: Step[];
}

/** How many relations a path can follow. */
const deepest = 3;

/** The paths of to-one relations from a collection. One that leads back to where it came from is not followed further. */
export function pathsFrom(
  collections: readonly Collection[],
  name: string,
  prefix = "",
  seen: readonly string[] = [],
): Step[] {
  if (seen.length >= deepest) return [];
  const fields = collections.find((c) => c.name === name)?.fields ?? [];
  return fields
    .filter((f) => (f.type === "belongsTo" || f.type === "hasOne") && f.target && !f.hidden)
    .map((field) => {
      const path = prefix + field.name;
      const target = field.target ?? "";
      const again = seen.includes(target) || target === name;
      const children = again ? [] : pathsFrom(collections, target, `${path}.`, [...seen, name]);
      return { path, field, target, children };
    });
}

/** The collection that a path leads to; undefined where it leads nowhere. */
export function targetOf(collections: readonly Collection[], name: string, path: string): string | undefined {
  let at = name;
  for (const step of path ? path.split(".") : []) {
    const field = collections.find((c) => c.name === at)?.fields?.find((f) => f.name === step);
    if (!field?.target || (field.type !== "belongsTo" && field.type !== "hasOne")) return undefined;
    at = field.target;
  }
  return at;
}
