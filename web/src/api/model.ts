import { queryOptions } from "@tanstack/react-query";
import { role } from "../app/session";
import { call } from "./client";
import type { Collection, Field } from "./types";

/** The collections that the reader may know, with their fields. Everything that shows records begins here. */
export const collectionsQuery = () =>
  queryOptions({
    queryKey: ["collections", role.get()],
    queryFn: async ({ signal }) => (await call<Collection[]>("collections:listMeta", { signal })).data,
    staleTime: 30_000,
  });

/** What a field is called: its title, else its name. */
export function fieldTitle(field: Pick<Field, "name" | "uiSchema">): string {
  const title = field.uiSchema && typeof field.uiSchema === "object" && "title" in field.uiSchema;
  return (title && String(field.uiSchema?.title ?? "")) || field.name || "";
}

/** What a collection is called: its title, else its name. */
export function collectionTitle(collection: Pick<Collection, "name" | "title">): string {
  return collection.title || collection.name || "";
}

/** The field of a path through to-one relations, "customer.name", as seen from a collection. */
export function fieldAt(collections: readonly Collection[], collection: string, path: string): Field | undefined {
  const [first, ...rest] = path.split(".");
  const field = collections.find((c) => c.name === collection)?.fields?.find((f) => f.name === first);
  if (!field || rest.length === 0) return field;
  return field.target ? fieldAt(collections, String(field.target), rest.join(".")) : undefined;
}
