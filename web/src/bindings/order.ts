import type { Binding, Collection, Workflow } from "../api/types";
import { type Acting, collectionOf, isGlobal, layerOf, type Obstacle, obstacle, targetOf, typesFor } from "./fit";

/** The moments around an action, in their order. */
export const moments = ["before", "action", "waiting", "later"] as const;
export type Moment = (typeof moments)[number];

/** A workflow at a moment around the action. */
export interface Follower {
  key: string;
  title: string;
  path: string;
  moment: Moment;
  /** Why it is there: bound to the button, after every such action, or because records change. */
  because: "bound" | "global" | "collection";
  workflow: Workflow | undefined;
  /** Why it will not start. */
  obstacle?: Obstacle;
}

/** The bits of a collection event's mode. */
const changes: Record<string, number> = { create: 1, firstOrCreate: 1, update: 2, updateOrCreate: 3, destroy: 4 };

function momentOf(workflow: Workflow | undefined): Moment {
  if (!workflow) return "later";
  if (layerOf(workflow) === "pre-action") return "before";
  return workflow.sync ? "waiting" : "later";
}

function follower(workflow: Workflow, because: Follower["because"]): Follower {
  const title = workflow.title || workflow.key;
  return { key: workflow.key, title, path: "", moment: momentOf(workflow), because, workflow };
}

/** The workflows that start on the button's action without being bound to it. */
export function anyway(button: Acting, workflows: readonly Workflow[]): Follower[] {
  if (button.action === "trigger") return [];
  const here = workflows.filter((w) => w.enabled && collectionOf(w) === button.collection);
  const global = here.filter((w) => {
    const actions = w.config?.actions;
    const fits = (typesFor(button) as readonly string[]).includes(w.type);
    return fits && isGlobal(w) && Array.isArray(actions) && actions.includes(button.action);
  });
  const wanted = changes[button.action] ?? 0;
  const events = here.filter((w) => w.type === "collection" && (Number(w.config?.mode ?? 0) & wanted) > 0);
  const byId = (a: Workflow, b: Workflow) => a.id - b.id;
  return [
    ...events.sort(byId).map((w) => follower(w, "collection")),
    ...global.sort(byId).map((w) => follower(w, "global")),
  ];
}

/** The workflows that are bound to the button, in order, each with what stands against it. */
export function bound(
  button: Acting,
  bindings: readonly Binding[],
  workflows: readonly Workflow[],
  collections: readonly Collection[],
): Follower[] {
  return bindings.map(({ key, path = "" }) => {
    const workflow = workflows.find((w) => w.key === key);
    const against = obstacle(workflow, button, targetOf(collections, button.collection, path), path);
    const base = { key, title: workflow?.title || key, path, moment: momentOf(workflow), because: "bound" as const };
    return { ...base, workflow, ...(against && { obstacle: against }) };
  });
}

/** What really starts, moment by moment: collection events first, then what is bound, then what is global. */
export function effective(boundOnes: readonly Follower[], others: readonly Follower[]): Record<Moment, Follower[]> {
  const events = others.filter((f) => f.because === "collection");
  const global = others.filter((f) => f.because === "global");
  const starting = [...events, ...boundOnes.filter((f) => !f.obstacle), ...global];
  const at = (moment: Moment) => starting.filter((f) => f.moment === moment);
  return { before: at("before"), action: [], waiting: at("waiting"), later: at("later") };
}

/** The workflows in the order in which they are offered: what can be chosen first, then the rest with the reason. */
export function offered(
  button: Acting,
  path: string,
  workflows: readonly Workflow[],
  collections: readonly Collection[],
): { workflow: Workflow; obstacle: Obstacle | undefined }[] {
  const target = targetOf(collections, button.collection, path);
  const rank = (o: Obstacle | undefined) => (o === undefined ? 0 : o === "disabled" ? 1 : 2);
  return workflows
    .map((workflow) => ({ workflow, obstacle: obstacle(workflow, button, target, path) }))
    .sort((a, b) => rank(a.obstacle) - rank(b.obstacle) || name(a.workflow).localeCompare(name(b.workflow)));
}

function name(w: Workflow): string {
  return w.title || w.key;
}
