import type { Workflow } from "../api/types";

/** The kinds of workflows by what sets them off, in the order in which people meet them. */
export const kinds = ["request-interception", "action", "custom-action", "collection"] as const;
export type Kind = (typeof kinds)[number];

/** The kind of a trigger type; undefined for one that this app does not know. */
export function kindOf(type: string): Kind | undefined {
  return kinds.find((k) => k === type);
}

/** What sets a workflow off, the first question of the guide. */
export const causes = ["action", "button", "change"] as const;
export type Cause = (typeof causes)[number];

/** When it runs around an action, the second question. */
export const moments = ["before", "after"] as const;
export type Moment = (typeof moments)[number];

/** The kind that the answers lead to; undefined as long as one is missing. */
export function fitting(cause: Cause | undefined, moment: Moment | undefined): Kind | undefined {
  if (cause === "button") return "custom-action";
  if (cause === "change") return "collection";
  if (cause === "action" && moment) return moment === "before" ? "request-interception" : "action";
  return undefined;
}

/** The answers that lead to a kind. */
export function answersOf(kind: Kind | undefined): { cause?: Cause; moment?: Moment } {
  switch (kind) {
    case "request-interception":
      return { cause: "action", moment: "before" };
    case "action":
      return { cause: "action", moment: "after" };
    case "custom-action":
      return { cause: "button" };
    case "collection":
      return { cause: "change" };
    default:
      return {};
  }
}

/** The kinds that can be bound to a button, by the action that it stands for. */
export function kindsFor(action: string): readonly Kind[] {
  return action === "trigger" ? ["custom-action"] : ["request-interception", "action"];
}

/** Whether people choose that the answer waits for the workflow: a pre-action event always runs before the answer. */
export function choosesSync(kind: Kind): boolean {
  return kind !== "request-interception";
}

/** The collection of a workflow's trigger, "" for none. */
export function collectionOf(workflow: Pick<Workflow, "config">): string {
  const name = workflow.config?.collection;
  return typeof name === "string" ? name.replace(/^main:/, "") : "";
}
