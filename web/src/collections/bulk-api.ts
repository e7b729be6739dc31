import { call } from "../api/client";
import type { ReceiptNote } from "../api/errors";
import type { Key, Row } from "../records";

/** Which records are changed together: some by their keys, or all that a filter finds. */
export type BulkScope = { by: string; keys: readonly Key[] } | { filter: Record<string, unknown> | undefined };

/** What became of them. */
export interface BulkChanged {
  count: number;
  receipt: ReceiptNote | undefined;
}

/** Gives records the same values, all of them or none. */
export async function updateRecords(
  collection: string,
  scope: BulkScope,
  values: Row,
  idempotencyKey: string,
): Promise<BulkChanged> {
  const { data, receipt } = await call<unknown[]>(`${encodeURIComponent(collection)}:update`, {
    query: queryOf(scope),
    body: values,
    idempotencyKey,
  });
  return { count: data.length, receipt };
}

/** The parameters that name the records. No filter at all has to be said. */
function queryOf(scope: BulkScope): Record<string, unknown> {
  if ("keys" in scope) return { filter: { [scope.by]: { $in: scope.keys } } };
  return scope.filter ? { filter: scope.filter } : { forceUpdate: true };
}
