import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { Execution, ListMeta, Receipt, User } from "../api/types";
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

/** A run that a record brought about. */
export type TracedRun = Pick<Execution, "id" | "key" | "status" | "createdAt" | "workflow" | "actor">;

const columns = [
  ...["id", "key", "status", "createdAt", "workflowId", "actorId", "workflow.id", "workflow.title"],
  ...["actor.id", "actor.nickname", "actor.username", "actor.email"],
].join(",");

/** What followed from changes of a record, newest first. For who may see runs. */
export const traceQuery = (collection: string, key: Key, page: number) =>
  queryOptions({
    queryKey: ["executions", role.get(), "trace", collection, key, page],
    queryFn: ({ signal }) =>
      call<TracedRun[], ListMeta>("executions:list", {
        signal,
        query: { filter: { collection, recordKey: String(key) }, fields: columns, sort: "-id", page, pageSize: 20 },
      }),
    placeholderData: keepPreviousData,
  });

/** The actions on a record, newest first, with the workflows that were considered: one's own, or all for who may. */
export const recordActionsQuery = (collection: string, key: Key, page: number) =>
  queryOptions({
    queryKey: ["receipts", role.get(), "record", collection, key, page],
    queryFn: ({ signal }) =>
      call<Receipt[], ListMeta>("receipts:list", {
        signal,
        query: { collection, record: String(key), appends: "user", sort: "-id", page, pageSize: 10 },
      }),
    placeholderData: keepPreviousData,
  });

/** What a person is called. */
export function personOf(user: User | null | undefined): string {
  return user?.nickname || user?.username || user?.email || "";
}
