import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "../api/client";
import type { ListMeta, UncountedMeta } from "../api/types";
import { role } from "../app/session";
import type { Key, Row } from "./record";

/** Which records are asked for. */
export interface ListParams {
  filter?: Record<string, unknown> | undefined;
  sort?: readonly string[] | undefined;
  appends?: readonly string[] | undefined;
  fields?: readonly string[] | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** The address of records: a collection, or those that a relation of a record leads to. */
export type Source = string | { collection: string; id: Key; association: string };

/** The address of a source in the API. */
export function addressOf(source: Source): string {
  if (typeof source === "string") return source;
  return `${source.collection}/${encodeURIComponent(String(source.id))}/${source.association}`;
}

/** The beginning of the keys of everything that was read of a collection: a change of a record invalidates it. */
export function recordsKey(collection: string): unknown[] {
  return ["records", collection];
}

function parameters({ filter, sort, appends, fields, page, pageSize }: ListParams) {
  return {
    ...(filter && Object.keys(filter).length > 0 && { filter }),
    ...(sort && sort.length > 0 && { sort: sort.join(",") }),
    ...(appends && appends.length > 0 && { appends: appends.join(",") }),
    ...(fields && fields.length > 0 && { fields: fields.join(",") }),
    ...(page !== undefined && { page }),
    ...(pageSize !== undefined && { pageSize }),
  };
}

/** A page of records; `collection` is that of the records themselves. */
export const recordsQuery = (collection: string, params: ListParams, source: Source = collection) =>
  queryOptions({
    queryKey: [...recordsKey(collection), role.get(), "list", addressOf(source), params],
    queryFn: ({ signal }) =>
      call<Row[], Partial<ListMeta & UncountedMeta> | undefined>(`${addressOf(source)}:list`, {
        signal,
        query: parameters(params),
      }),
    placeholderData: keepPreviousData,
  });

/** One record: by its key, or the first that a filter finds; null when there is none. */
export const recordQuery = (
  collection: string,
  { id, ...params }: ListParams & { id?: Key | undefined },
  source: Source = collection,
) =>
  queryOptions({
    queryKey: [...recordsKey(collection), role.get(), "get", addressOf(source), id ?? null, params],
    queryFn: async ({ signal }) => {
      const query = { ...(id !== undefined && { filterByTk: id }), ...parameters(params) };
      return (await call<Row | null>(`${addressOf(source)}:get`, { signal, query })).data ?? null;
    },
  });

/** A page of records of a collection. */
export function useRecords(collection: string, params: ListParams = {}, source: Source = collection) {
  return useQuery(recordsQuery(collection, params, source));
}

/** One record of a collection. */
export function useRecord(collection: string, id: Key, params: ListParams = {}) {
  return useQuery(recordQuery(collection, { ...params, id }));
}
