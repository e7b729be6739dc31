import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { ListMeta, Receipt } from "../api/types";
import { role } from "../app/session";
import type { Key, Row } from "../records";

const path = encodeURIComponent;

/** Makes a record. */
export async function createRecord(collection: string, values: Row, key: string): Promise<Row> {
  return (await call<Row>(`${path(collection)}:create`, { body: values, idempotencyKey: key })).data;
}

/** Changes values of a record. */
export async function updateRecord(collection: string, id: Key, values: Row): Promise<void> {
  await call(`${path(collection)}:update`, { query: { filterByTk: id }, body: values });
}

/** Deletes records, told by their keys. Returns how many there were. */
export async function destroyRecords(collection: string, keys: readonly Key[]): Promise<number> {
  const { data } = await call<number>(`${path(collection)}:destroy`, { query: { filterByTk: keys }, body: {} });
  return data;
}

/** The receipts of actions that touched a record, newest first: the reader's own, or everybody's for who administers. */
export const traceQuery = (collection: string, key: Key, page: number) =>
  queryOptions({
    queryKey: ["receipts", role.get(), "trace", collection, key, page],
    queryFn: ({ signal }) =>
      call<Receipt[], ListMeta>("receipts:list", {
        signal,
        query: {
          filter: { resource: collection, keys: { $anyOf: [String(key)] } },
          sort: "-id",
          appends: "user",
          page,
          pageSize: 20,
        },
      }),
  });
