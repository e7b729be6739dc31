import type { ProblemCount, Workflow, WorkflowCategory } from "../api/types";
import { natural } from "../app/search";

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
  /** Undefined until they are known. */
  problems: ProblemCount | undefined;
}

/** What is known of the versions of workflows. */
export type Version = Pick<Workflow, "id" | "key" | "current" | "enabled">;

/** The keys of workflows with a version that is newer than the current one and not on. */
export function drafts(versions: readonly Version[]): Set<string> {
  const current = new Map(versions.filter((v) => v.current).map((v) => [v.key, v.id]));
  return new Set(versions.filter((v) => !v.enabled && v.id > (current.get(v.key) ?? v.id)).map((v) => v.key));
}

/** Whether a workflow has problems. */
export function isProblematic(p: ProblemCount): boolean {
  return p.errors + p.warnings > 0;
}

/** The keys that two lists have in common; undefined stands for all keys. */
export function common(a: readonly string[] | undefined, b: readonly string[] | undefined) {
  return a && b ? a.filter((key) => b.includes(key)) : (a ?? b);
}

/** What the server is asked for. What it cannot be asked about stands in keys: those of the workflows that fit. */
export function serverFilter(f: Filters, keys: readonly string[] | undefined): Record<string, unknown> {
  const find = f.find?.trim();
  const parts: Record<string, unknown>[] = [{ current: true }];
  if (find) parts.push({ $or: ["title", "key", "description"].map((name) => ({ [name]: { $includes: find } })) });
  if (f.category === 0) parts.push({ "categories.$notExists": true });
  else if (f.category !== undefined) parts.push({ "categories.id": f.category });
  if (f.type) parts.push({ type: f.type });
  if (f.node) parts.push({ "nodes.type": f.node });
  if (f.state === "on" || f.state === "off") parts.push({ enabled: f.state === "on" });
  if (keys) parts.push({ key: { $in: keys } });
  return parts.length > 1 ? { $and: parts } : { current: true };
}

/** How many rows a page has. */
export const pageRows = 25;

/** Whether anything is narrowed. */
export function isNarrowed({ page: _, ...rest }: Filters): boolean {
  return Object.keys(rest).length > 0;
}
