import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import { natural } from "../app/search";
import { type Tab, tabs } from "./tabs";

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

const list = createRoute({
  getParentRoute: () => inside,
  path: "/collections",
  validateSearch: (search): { find?: string; system?: true; create?: true; page?: number } => ({
    ...(text(search.find) && { find: text(search.find) }),
    ...(natural(search.page) && { page: Number(search.page) }),
    ...(search.system === true && { system: true as const }),
    ...(search.create === true && { create: true as const }),
  }),
  component: lazyPage(() => import("./list"), "collections"),
});

const diagram = createRoute({
  getParentRoute: () => inside,
  path: "/collections/diagram",
  validateSearch: (search): { as?: "text" } => (search.as === "text" ? { as: "text" } : {}),
  component: lazyPage(() => import("./diagram"), "collections"),
});

/** What is open and how the records are shown. */
export interface CollectionSearch {
  tab?: Tab;
  /** The field that is open; "" is a new one. */
  field?: string;
  /** The kind that a new field begins with. */
  kind?: string;
  page?: number;
  size?: number;
  /** "name", or "-name" for descending. */
  sort?: string;
  /** The names of the columns that are shown, those chosen last without it. */
  columns?: string;
  /** The filter as the API takes it. */
  filter?: Record<string, unknown>;
  /** The key of the record that is open; "" is a new one. */
  record?: string;
  trace?: true;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function searchOf(search: Record<string, unknown>): CollectionSearch {
  const tab = tabs.find((name) => name === search.tab);
  const filter = search.filter;
  return {
    ...(tab && { tab }),
    ...(typeof search.field === "string" && { field: search.field }),
    ...(text(search.kind) && { kind: text(search.kind) }),
    ...(natural(search.page) && { page: Number(search.page) }),
    ...(natural(search.size) && { size: Math.min(Number(search.size), 200) }),
    ...(text(search.sort) && { sort: text(search.sort) }),
    ...(text(search.columns) && { columns: text(search.columns) }),
    ...(isObject(filter) && { filter }),
    ...((typeof search.record === "string" || typeof search.record === "number") && { record: String(search.record) }),
    ...(search.trace === true && { trace: true as const }),
  };
}

const one = createRoute({
  getParentRoute: () => inside,
  path: "/collections/$name",
  validateSearch: searchOf,
  component: lazyPage(() => import("./collection"), "collections", "records"),
});

/** The pages on which the model is built and its records are looked after. */
export const collectionsRoutes = [list, diagram, one] as const;
