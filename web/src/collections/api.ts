import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { Collection, Field, ListMeta, Usage } from "../api/types";
import { role } from "../app/session";
import { recordsKey } from "../records/queries";

const path = encodeURIComponent;

/** Pages and workflows that use a collection, or one of its fields. */
export const usageQuery = (collection: string, field?: string) =>
  queryOptions({
    queryKey: ["usage", role.get(), collection, field ?? ""],
    queryFn: async ({ signal }) => {
      const action = field ? `collections/${path(collection)}/fields:usage` : "collections:usage";
      return (await call<Usage>(action, { signal, query: { filterByTk: field ?? collection } })).data;
    },
    staleTime: 10_000,
  });

/** How many records of a collection match a filter, all without one. Null when nobody counts. */
export const countQuery = (collection: string, filter?: Record<string, unknown>) =>
  queryOptions({
    queryKey: [...recordsKey(collection), role.get(), "count", filter],
    queryFn: async ({ signal }) => {
      const query = { pageSize: 1, ...(filter && { filter }) };
      const { meta } = await call<unknown[], Partial<ListMeta>>(`${path(collection)}:list`, { signal, query });
      return meta.count ?? null;
    },
    staleTime: 10_000,
  });

/** Makes a collection. */
export async function createCollection(definition: Record<string, unknown>, key: string): Promise<Collection> {
  return (await call<Collection>("collections:create", { body: definition, idempotencyKey: key })).data;
}

/** Changes what is told of a collection. */
export async function updateCollection(name: string, changes: Record<string, unknown>): Promise<void> {
  await call("collections:update", { query: { filterByTk: name }, body: changes });
}

/** Drops a collection with its records, and the relations of others that lead to it. */
export async function destroyCollection(name: string): Promise<void> {
  await call("collections:destroy", { query: { filterByTk: name, cascade: true }, body: {} });
}

/** Adds a field. */
export async function createField(
  collection: string,
  definition: Record<string, unknown>,
  key: string,
): Promise<Field> {
  const action = `collections/${path(collection)}/fields:create`;
  return (await call<Field>(action, { body: definition, idempotencyKey: key })).data;
}

/** Changes a field. */
export async function updateField(collection: string, name: string, changes: Record<string, unknown>): Promise<void> {
  await call(`collections/${path(collection)}/fields:update`, { query: { filterByTk: name }, body: changes });
}

/** Removes a field with what it holds. */
export async function destroyField(collection: string, name: string): Promise<void> {
  await call(`collections/${path(collection)}/fields:destroy`, { query: { filterByTk: name }, body: {} });
}

/** Puts a field into the place of another one. */
export async function moveField(collection: string, sourceId: string, targetId: string): Promise<void> {
  await call(`collections/${path(collection)}/fields:move`, { query: { sourceId, targetId }, body: {} });
}
