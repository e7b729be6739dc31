import { type ExecutionStatus, executionStatuses } from "../api/types";
import { natural } from "../app/search";

/** A status as the address says it: "queued", or the number. */
export type StatusName = "queued" | `${ExecutionStatus}`;

export const statusNames: readonly StatusName[] = ["queued", ...executionStatuses.map((s) => `${s}` as const)];

/** Which runs are listed. Everything that a page shows has an address. */
export interface RunsSearch {
  page?: number;
  status?: StatusName[];
  workflow?: string;
  trigger?: string;
  user?: number;
  collection?: string;
  record?: string;
  button?: string;
  from?: string;
  to?: string;
  failed?: true;
}

const texts = ["workflow", "trigger", "collection", "record", "button"] as const;
const instants = ["from", "to"] as const;

/** Reads the parameters of an address; what makes no sense is left out. */
export function readSearch(search: Record<string, unknown>): RunsSearch {
  const found: RunsSearch = {};
  if (natural(search.page) && Number(search.page) > 1) found.page = Number(search.page);
  if (natural(search.user)) found.user = Number(search.user);
  if (search.failed === true) found.failed = true;
  const asked = Array.isArray(search.status) ? search.status.map(String) : [];
  const status = statusNames.filter((s) => asked.includes(s));
  if (status.length > 0) found.status = status;
  for (const name of texts) {
    const value = search[name];
    if ((typeof value === "string" && value !== "") || typeof value === "number") found[name] = String(value);
  }
  for (const name of instants) {
    const value = search[name];
    if (typeof value === "string" && !Number.isNaN(Date.parse(value))) found[name] = value;
  }
  return found;
}

/** How many filters are set. */
export function filters(search: RunsSearch): number {
  return Object.keys(search).filter((name) => name !== "page").length;
}

const bad: readonly ExecutionStatus[] = executionStatuses.filter((s) => s < 0);

/** The API's filter for executions. A user counts by the receipt: collection events carry none of their own. */
export function filterOf(s: RunsSearch): Record<string, unknown> {
  const all: Record<string, unknown>[] = [];
  if (s.failed) all.push({ status: { $in: bad } });
  if (s.status) all.push(statusFilter(s.status));
  if (s.workflow) all.push({ key: s.workflow });
  if (s.trigger) all.push(s.trigger === "manual" ? { manually: true } : { workflow: { type: s.trigger } });
  if (s.user) all.push({ $or: [{ actorId: s.user }, { receipt: { userId: s.user } }] });
  if (s.collection) all.push({ collection: s.collection });
  if (s.record) all.push({ recordKey: s.record });
  if (s.button) all.push({ receipt: { button: s.button } });
  if (s.from) all.push({ createdAt: { $dateNotBefore: s.from } });
  if (s.to) all.push({ createdAt: { $dateBefore: s.to } });
  return all.length > 0 ? { $and: all } : {};
}

function statusFilter(names: readonly StatusName[]): Record<string, unknown> {
  const numbers = names.filter((n) => n !== "queued").map(Number);
  const queued = { status: { $empty: true } };
  if (!names.includes("queued")) return { status: { $in: numbers } };
  return numbers.length > 0 ? { $or: [queued, { status: { $in: numbers } }] } : queued;
}
