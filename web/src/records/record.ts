import type { Collection, Field } from "../api/types";
import { kindOf, shownFields } from "./kinds";

/** A record as the API answers it. */
export type Row = Record<string, unknown>;

/** What tells records of a collection apart. */
export type Key = string | number;

/** Whether a value is a record or another object. */
export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The collection of a name. */
export function collectionOf(collections: readonly Collection[], name: string | undefined): Collection | undefined {
  return name === undefined ? undefined : collections.find((c) => c.name === name);
}

/** The name of the field whose values tell records apart; undefined where there is none. */
export function keyName(collection: Pick<Collection, "filterTargetKey" | "fields">): string | undefined {
  const key = collection.filterTargetKey;
  if (typeof key === "string") return key;
  if (Array.isArray(key) && typeof key[0] === "string") return key[0];
  return collection.fields?.find((f) => f.primaryKey)?.name;
}

/** What tells a record apart. */
export function keyOf(collection: Pick<Collection, "filterTargetKey" | "fields">, row: Row): Key | undefined {
  const name = keyName(collection);
  return name === undefined ? undefined : asKey(row[name]);
}

/** A value as a key, if it can be one. */
export function asKey(value: unknown): Key | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** The field by which records are named: the title field, else the first text, else the key. */
export function titleField(collection: Collection): string | undefined {
  const fields = shownFields(collection);
  const first = fields.find((f) => !f.primaryKey && ["text", "email", "choice", "longText"].includes(kindOf(f)));
  return collection.titleField || first?.name || keyName(collection);
}

/** What a record is called, for those who see it in a list or picker. */
export function labelOf(collection: Collection, row: Row, by?: string): string {
  for (const name of [by, titleField(collection), keyName(collection)]) {
    const value = name === undefined ? undefined : valueAt(row, name);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** The value at a path through to-one relations. */
export function valueAt(row: Row | undefined, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split(".")) {
    if (!isRow(value)) return undefined;
    value = value[name];
  }
  return value;
}

/** The name of the field by which a relation refers to the other records. */
export function targetKey(field: Field, collections: readonly Collection[]): string {
  const target = collectionOf(collections, field.target);
  if (field.type === "hasOne" || field.type === "hasMany") return (target && keyName(target)) ?? "id";
  return field.targetKey ?? (target && keyName(target)) ?? "id";
}

/** The relations that have to be loaded so that the fields at these paths can be shown. */
export function appendsOf(collections: readonly Collection[], name: string, paths: readonly string[]): string[] {
  const wanted = new Set<string>();
  for (const path of paths) {
    const names = path.split(".");
    let collection = collectionOf(collections, name);
    names.forEach((part, i) => {
      const field = collection?.fields?.find((f) => f.name === part);
      if (!field?.target) return;
      wanted.add(names.slice(0, i + 1).join("."));
      collection = collectionOf(collections, field.target);
    });
  }
  // What is on the way to another one is loaded with it.
  return [...wanted].filter((a) => ![...wanted].some((b) => b.startsWith(`${a}.`)));
}

/** A value of a form as the API takes it: relations go as keys. */
export function submitted(field: Field, value: unknown, collections: readonly Collection[]): unknown {
  const kind = kindOf(field);
  const key = targetKey(field, collections);
  if (kind === "one") return isRow(value) ? (value[key] ?? null) : (value ?? null);
  if (kind === "many") return Array.isArray(value) ? value.map((v) => (isRow(v) ? v[key] : v)) : [];
  return value === undefined || value === "" ? null : value;
}

/** Whether two values of a field say the same. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
