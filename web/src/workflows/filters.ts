import type { ProblemCount, Workflow, WorkflowCategory } from "../api/types";
import { natural } from "../app/search";
import { collectionOf } from "./kinds";

/** How a workflow stands. */
export const states = ["on", "off", "draft", "problems"] as const;
export type State = (typeof states)[number];

/** What the list is narrowed to: the address of the page holds it. */
export interface Filters {
  find?: string;
  /** The id of a category, 0 for those without one. */
  category?: number;
  /** The trigger type. */
  type?: string;
  collection?: string;
  /** A node type that occurs in it. */
  node?: string;
  state?: State;
  page?: number;
}

const word = (value: unknown) =>
  (typeof value === "string" || typeof value === "number") && String(value).trim() !== "";

/** Reads filters from an address. */
export function readFilters(search: Record<string, unknown>): Filters {
  const state = states.find((s) => s === search.state);
  const category = search.category;
  return {
    ...(word(search.find) && { find: String(search.find) }),
    ...((natural(category) || category === 0) && { category: Number(category) }),
    ...(word(search.type) && { type: String(search.type) }),
    ...(word(search.collection) && { collection: String(search.collection) }),
    ...(word(search.node) && { node: String(search.node) }),
    ...(state && { state }),
    ...(natural(search.page) && { page: Number(search.page) }),
  };
}

/** A workflow with what is known besides its current version. */
export interface Row {
  /** Its current version. */
  workflow: Workflow;
  categories: readonly WorkflowCategory[];
  /** Whether there is a newer version that is not on: changes that wait to be published. */
  hasDraft: boolean;
  /** The types of its nodes; undefined until they are asked for. */
  nodes: ReadonlySet<string> | undefined;
  /** Undefined until they are known. */
  problems: ProblemCount | undefined;
}

/** What is known of the versions of all workflows. */
export type Version = Pick<Workflow, "id" | "key" | "current" | "enabled">;

/** The keys of workflows with a version that is newer than the current one and not on. */
export function drafts(versions: readonly Version[]): Set<string> {
  const current = new Map(versions.filter((v) => v.current).map((v) => [v.key, v.id]));
  return new Set(versions.filter((v) => !v.enabled && v.id > (current.get(v.key) ?? v.id)).map((v) => v.key));
}

/** The node types of each version. */
export function nodeTypes(nodes: readonly { type: string; workflowId: number }[]): Map<number, Set<string>> {
  const all = new Map<number, Set<string>>();
  for (const { type, workflowId } of nodes) {
    const known = all.get(workflowId) ?? new Set();
    known.add(type);
    all.set(workflowId, known);
  }
  return all;
}

/** The rows that the filters leave, by title. */
export function filtered(rows: readonly Row[], f: Filters): Row[] {
  const find = f.find?.trim().toLocaleLowerCase();
  return rows
    .filter(({ workflow: w, categories, hasDraft, nodes, problems }) => {
      const states: Record<State, boolean> = {
        on: w.enabled,
        off: !w.enabled,
        draft: hasDraft,
        problems: (problems?.errors ?? 0) + (problems?.warnings ?? 0) > 0,
      };
      return (
        (!find || [w.title, w.key, w.description].some((s) => s?.toLocaleLowerCase().includes(find))) &&
        (f.category === undefined ||
          (f.category === 0 ? categories.length === 0 : categories.some((c) => c.id === f.category))) &&
        (!f.type || w.type === f.type) &&
        (!f.collection || collectionOf(w) === f.collection) &&
        (!f.node || (nodes?.has(f.node) ?? false)) &&
        (!f.state || states[f.state])
      );
    })
    .sort((a, b) => (a.workflow.title ?? "").localeCompare(b.workflow.title ?? "") || a.workflow.id - b.workflow.id);
}

/** How many rows a page has. */
export const pageRows = 25;

/** Whether anything is narrowed. */
export function isNarrowed({ page: _, ...rest }: Filters): boolean {
  return Object.keys(rest).length > 0;
}
