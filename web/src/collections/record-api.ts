import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { Execution, ListMeta } from "../api/types";
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

/** A run that a record brought about, and the action that it follows from. */
export type TracedRun = Pick<
  Execution,
  "id" | "key" | "status" | "createdAt" | "receiptId" | "workflow" | "receipt" | "actor"
>;

const columns = [
  ...["id", "key", "status", "createdAt", "receiptId", "workflowId", "actorId", "workflow.id", "workflow.title"],
  ...["receipt.id", "receipt.resource", "receipt.action", "receipt.outcome", "receipt.button"],
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
  });
