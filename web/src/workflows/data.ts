import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { grants, type Me } from "../api/calls";
import { call } from "../api/client";
import type { BoundButton, ListMeta, ProblemCount, Workflow, WorkflowCategory, WorkflowHealth } from "../api/types";
import { role } from "../app/session";
import { pageRows, type Version } from "./filters";

/** Whether the role that counts may change workflows. The server decides; this only spares dead ends. */
export function mayBuild({ check }: Me): boolean {
  return check.allowAll || grants(check.snippets, "pm.workflow.workflows");
}

/** How many workflows there are. */
export const totalQuery = () =>
  queryOptions({
    queryKey: ["workflows", "total", role.get()],
    queryFn: async ({ signal }) => {
      const query = { filter: { current: true }, fields: "id", pageSize: 1 };
      return (await call<Pick<Workflow, "id">[], ListMeta>("workflows:list", { signal, query })).meta.count;
    },
  });

/** A page of current versions, by title. */
export const listQuery = (filter: Record<string, unknown>, page: number) =>
  queryOptions({
    queryKey: ["workflows", "list", role.get(), filter, page],
    queryFn: ({ signal }) =>
      call<Workflow[], ListMeta>("workflows:list", {
        signal,
        query: { filter, appends: "categories", sort: "title,id", page, pageSize: pageRows },
      }),
    placeholderData: keepPreviousData,
  });

/** What versions there are of some workflows, of all without keys: in short. */
export const versionsQuery = (keys: readonly string[] | undefined, enabled: boolean) =>
  queryOptions({
    queryKey: ["workflows", "versions", role.get(), keys ?? "all"],
    enabled,
    queryFn: async ({ signal }) => {
      const filter = keys && { key: { $in: keys } };
      const query = { fields: "id,key,current,enabled", paginate: false, ...(filter && { filter }) };
      return (await call<Version[], ListMeta>("workflows:list", { signal, query })).data;
    },
    placeholderData: keepPreviousData,
  });

/** The keys of all workflows with their triggers, in short. */
export const triggersQuery = (enabled: boolean) =>
  queryOptions({
    queryKey: ["workflows", "triggers", role.get()],
    enabled,
    queryFn: async ({ signal }) => {
      const query = { filter: { current: true }, fields: "key,config", paginate: false };
      return (await call<Pick<Workflow, "key" | "config">[], ListMeta>("workflows:list", { signal, query })).data;
    },
  });

export const categoriesQuery = () =>
  queryOptions({
    queryKey: ["workflowCategories", role.get()],
    queryFn: async ({ signal }) =>
      (
        await call<WorkflowCategory[], ListMeta>("workflowCategories:list", {
          signal,
          query: { sort: "sort", paginate: false },
        })
      ).data,
  });

/** How many keys the server takes at once. */
const atOnce = 100;

/** Asks about many keys in parts. */
async function inParts<T>(action: string, keys: readonly string[], signal: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  for (let i = 0; i < keys.length; i += atOnce) {
    const part = keys.slice(i, i + atOnce).join(",");
    all.push(...(await call<T[]>(action, { signal, query: { keys: part } })).data);
  }
  return all;
}

/** How many problems the current versions have. */
export const problemsQuery = (keys: readonly string[]) =>
  queryOptions({
    queryKey: ["workflows", "checks", role.get(), keys],
    enabled: keys.length > 0,
    queryFn: ({ signal }) => inParts<ProblemCount>("workflows:checks", keys, signal),
    placeholderData: keepPreviousData,
  });

/** How workflows do. */
export const healthQuery = (keys: readonly string[]) =>
  queryOptions({
    queryKey: ["workflows", "health", role.get(), keys],
    enabled: keys.length > 0,
    queryFn: ({ signal }) => inParts<WorkflowHealth>("workflows:health", keys, signal),
    placeholderData: keepPreviousData,
  });

/** The buttons that a workflow is bound to. */
export const boundQuery = (id: number) =>
  queryOptions({
    queryKey: ["workflows", "buttons", role.get(), id],
    queryFn: async ({ signal }) => (await call<BoundButton[]>(`workflows/${id}/buttons:list`, { signal })).data,
  });

export async function switchWorkflow(id: number, enabled: boolean): Promise<void> {
  await call<Workflow[]>("workflows:update", { query: { filterByTk: id }, body: { enabled } });
}

/** Gives all versions of a workflow a title: it is the workflow that people name. */
export async function renameWorkflow(key: string, title: string): Promise<void> {
  await call<Workflow[]>("workflows:update", { query: { filter: { key } }, body: { title } });
}

/** Makes a workflow of its own with the same trigger and nodes, off. */
export async function duplicateWorkflow(id: number, title: string, idempotencyKey: string): Promise<Workflow> {
  const query = { filterByTk: id };
  return (await call<Workflow>("workflows:revision", { query, body: { title }, idempotencyKey })).data;
}

export async function setCategories(id: number, categories: readonly number[]): Promise<void> {
  await call<Workflow[]>("workflows:update", { query: { filterByTk: id }, body: { categories } });
}

/** Deletes all versions of a workflow. */
export async function deleteWorkflow(id: number, cancelExecutions: boolean): Promise<void> {
  const query = { filterByTk: id, ...(cancelExecutions && { cancelExecutions: true }) };
  await call<number>("workflows:destroy", { query, body: {} });
}

export async function saveCategory(category: { id?: number; title: string; color: string }): Promise<void> {
  const { id, ...body } = category;
  if (id) await call<WorkflowCategory[]>("workflowCategories:update", { query: { filterByTk: id }, body });
  else await call<WorkflowCategory>("workflowCategories:create", { body });
}

export async function deleteCategory(id: number): Promise<void> {
  await call<number>("workflowCategories:destroy", { query: { filterByTk: id }, body: {} });
}
