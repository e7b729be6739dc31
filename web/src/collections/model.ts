import { grants, type Me } from "../api/calls";
import type { Collection, Field } from "../api/types";
import { isRelation } from "./kinds";

/** Whether a collection is one of Sequitur's own: those have a key that is their name. */
export const isSystem = (c: Pick<Collection, "key" | "name">): boolean => c.key === c.name;

/** Whether people may add fields to it: to their own collections, and to users and roles. */
export const isExtensible = (c: Pick<Collection, "key" | "name">): boolean =>
  !isSystem(c) || c.name === "users" || c.name === "roles";

/** Whether a field came with one of Sequitur's own collections. Those have a key that is their name. */
export const isBuiltin = (f: Pick<Field, "key" | "name">): boolean => f.key === f.name;

/** Whether the role that counts may change the model. The server decides; this only spares dead ends. */
export function mayModel({ check }: Me): boolean {
  return check.allowAll || grants(check.snippets, "pm.data-source-manager.data-source-main");
}

/** Whether the role that counts may see runs. */
export function seesRuns({ check }: Me): boolean {
  return check.allowAll || grants(check.snippets, "pm.workflow.workflows");
}

/** The collections that people work with: no hidden ones between two sides, and Sequitur's own only when asked for. */
export function shownCollections(all: readonly Collection[], system: boolean): Collection[] {
  const shown = all.filter((c) => !c.hidden && !c.isThrough && (system || !isSystem(c)));
  return shown.sort((a, b) => Number(isSystem(a)) - Number(isSystem(b)) || (a.sort ?? 0) - (b.sort ?? 0));
}

/** The relations of other collections that lead to one. */
export function relationsTo(all: readonly Collection[], name: string): { collection: Collection; field: Field }[] {
  return all
    .filter((c) => c.name !== name && !c.isThrough)
    .flatMap((collection) =>
      (collection.fields ?? [])
        .filter((field) => isRelation(field) && field.target === name)
        .map((field) => ({ collection, field })),
    );
}

/** The relations that are gone without their key: what else goes when a field is removed. */
export function relationsOver(
  all: readonly Collection[],
  collection: Collection,
  field: Field,
): { collection: Collection; field: Field }[] {
  if (!field.isForeignKey) return [];
  return all.flatMap((c) =>
    (c.fields ?? [])
      .filter((f) => isRelation(f) && f.foreignKey === field.name)
      .filter((f) => (f.type === "belongsTo" ? c.name === collection.name : f.target === collection.name))
      .map((f) => ({ collection: c, field: f })),
  );
}

/** A filter that finds the records in which a field holds something. */
export function holdsFilter(field: Pick<Field, "name" | "type">): Record<string, unknown> {
  return { [field.name]: { [isRelation(field) ? "$exists" : "$notEmpty"]: true } };
}

const titleTypes = new Set([
  "string",
  "text",
  "integer",
  "bigInt",
  "snowflakeId",
  "uid",
  "uuid",
  "nanoid",
  "decimal",
  "dateOnly",
]);

/** Whether records can be named by a field. */
export const isTitleable = (f: Field): boolean => titleTypes.has(f.type) && !f.hidden && !f.isForeignKey;

/** Whether a field has a column of its own, which indexes need, and one that can be compared. */
export const isIndexable = (f: Field): boolean =>
  !isRelation(f) && !["virtual", "json", "jsonb", "array", "set", "password"].includes(f.type);
