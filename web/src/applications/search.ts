import type { Key } from "../records/record";
import type { OpenPopup, View } from "./page-state";

/** What the address of a page says besides its name: the record it is about, how it is looked at, what is open. */
export interface PageSearch {
  record?: Key;
  view?: Record<string, View>;
  open?: OpenPopup[];
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null && !Array.isArray(v);
const isKey = (v: unknown): v is Key => (typeof v === "string" && v !== "") || typeof v === "number";
const positive = (v: unknown) => (Number.isSafeInteger(v) && Number(v) > 0 ? Number(v) : undefined);

function readView(raw: unknown): View {
  if (!isObject(raw)) return {};
  const page = positive(raw.page);
  const size = positive(raw.pageSize);
  return {
    ...(page && { page }),
    ...(size && size <= 200 && { pageSize: size }),
    ...(typeof raw.sort === "string" && { sort: raw.sort }),
    ...(isObject(raw.filter) && { filter: raw.filter }),
  };
}

function readPopup(raw: unknown): OpenPopup[] {
  if (!isObject(raw) || typeof raw.button !== "string") return [];
  return [{ button: raw.button, ...(isKey(raw.record) && { record: raw.record }) }];
}

/** Reads the search of an address, whatever somebody made of it. */
export function readSearch(search: Record<string, unknown>): PageSearch {
  const views = isObject(search.view) ? Object.entries(search.view) : [];
  const open = Array.isArray(search.open) ? search.open.flatMap(readPopup) : [];
  return {
    ...(isKey(search.record) && { record: search.record }),
    ...(views.length > 0 && { view: Object.fromEntries(views.map(([uid, v]) => [uid, readView(v)])) }),
    ...(open.length > 0 && { open }),
  };
}
