import { collectionTitle, fieldTitle } from "../api/model";
import { type Collection, type Field, fieldTypes } from "../api/types";
import { type FieldKind, isRelation, isWritable, kindOf, shownFields } from "./kinds";
import { collectionOf, isRow, targetKey } from "./record";

/** A filter as the API takes it. */
export type Filter = Record<string, unknown>;

/** How a value is compared, as the API names it. */
export const operators = [
  "$eq",
  "$ne",
  "$includes",
  "$notIncludes",
  "$startsWith",
  "$endWith",
  "$in",
  "$notIn",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$dateOn",
  "$dateNotOn",
  "$dateBefore",
  "$dateAfter",
  "$dateNotBefore",
  "$dateNotAfter",
  "$anyOf",
  "$noneOf",
  "$match",
  "$isTruly",
  "$isFalsy",
  "$exists",
  "$notExists",
  "$empty",
  "$notEmpty",
] as const;
export type Operator = (typeof operators)[number];

/** One comparison: a field, reached through relations, how, and with what. */
export interface Condition {
  path: string;
  op: Operator;
  value: unknown;
}

/** Conditions of which all or any have to hold. */
export interface Group {
  match: "all" | "any";
  members: (Condition | Group)[];
}

/** Whether a member of a group is a group itself. */
export function isGroup(member: Condition | Group): member is Group {
  return "members" in member;
}

const text: Operator[] = ["$includes", "$notIncludes", "$eq", "$ne", "$startsWith", "$endWith", "$empty", "$notEmpty"];
const number: Operator[] = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$empty", "$notEmpty"];
const date: Operator[] = [
  "$dateOn",
  "$dateNotOn",
  "$dateBefore",
  "$dateAfter",
  "$dateNotBefore",
  "$dateNotAfter",
  "$empty",
  "$notEmpty",
];
const list: Operator[] = ["$anyOf", "$noneOf", "$match", "$empty", "$notEmpty"];

const byKind: Partial<Record<FieldKind, Operator[]>> = {
  integer: number,
  number,
  decimal: number,
  percent: number,
  boolean: ["$isTruly", "$isFalsy"],
  choice: ["$in", "$notIn", "$empty", "$notEmpty"],
  choices: list,
  list,
  instant: date,
  wallTime: date,
  date,
  time: ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$empty", "$notEmpty"],
  json: ["$empty", "$notEmpty"],
  one: ["$in", "$notIn", "$exists", "$notExists"],
  many: ["$in", "$exists", "$notExists"],
};

/** How a field can be compared, the usual way first. */
export function operatorsFor(field: Field): Operator[] {
  return byKind[kindOf(field)] ?? text;
}

const bare: readonly Operator[] = ["$isTruly", "$isFalsy", "$exists", "$notExists", "$empty", "$notEmpty"];

/** Whether an operator says all by itself. */
export function isBare(op: Operator): boolean {
  return bare.includes(op);
}

/** Whether an operator takes a list of values. */
export function takesList(op: Operator): boolean {
  return ["$in", "$notIn", "$anyOf", "$noneOf", "$match"].includes(op);
}

/** Whether a value stands for one that is known only when it is used: {{$user.id}}. */
export function isVariable(value: unknown): value is string {
  return typeof value === "string" && /^\{\{.+\}\}$/.test(value.trim());
}

/** Whether a condition says something. */
export function isComplete({ path, op, value }: Condition): boolean {
  if (path === "") return false;
  if (isBare(op)) return true;
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== "";
}

/** The filter that conditions make; undefined when they say nothing. */
export function write(group: Group, collections: readonly Collection[], collection: string): Filter | undefined {
  const parts = group.members.flatMap((member): Filter[] => {
    if (isGroup(member)) {
      const inner = write(member, collections, collection);
      return inner ? [inner] : [];
    }
    return isComplete(member) ? [condition(member, collections, collection)] : [];
  });
  return parts.length > 0 ? { [group.match === "all" ? "$and" : "$or"]: parts } : undefined;
}

function condition({ path, op, value }: Condition, collections: readonly Collection[], collection: string): Filter {
  const found = reach(collections, collection, path);
  const key = found && isRelation(found) && !isBare(op) ? `${path}.${targetKey(found, collections)}` : path;
  return { [key]: { [op]: isBare(op) ? true : value } };
}

/** The conditions of a filter; undefined when it says more than they can. */
export function read(
  filter: Filter | undefined | null,
  collections: readonly Collection[],
  collection: string,
): Group | undefined {
  const all: Group = { match: "all", members: [] };
  for (const [key, value] of Object.entries(filter ?? {})) {
    const members = entry(key, value, collections, collection);
    if (!members) return undefined;
    all.members.push(...members);
  }
  const [only] = all.members;
  return all.members.length === 1 && only && isGroup(only) ? only : all;
}

function entry(
  key: string,
  value: unknown,
  collections: readonly Collection[],
  collection: string,
): (Condition | Group)[] | undefined {
  if (key === "$and" || key === "$or") {
    if (!Array.isArray(value)) return undefined;
    const group: Group = { match: key === "$and" ? "all" : "any", members: [] };
    for (const part of value) {
      const inner = isRow(part) ? read(part, collections, collection) : undefined;
      if (!inner) return undefined;
      const [only] = inner.members;
      if (inner.members.length === 1 && only && !isGroup(only)) group.members.push(only);
      else if (inner.members.length > 0) group.members.push(inner);
    }
    return [group];
  }
  if (key.startsWith("$")) return undefined;
  return comparisons(key, value, collections, collection);
}

function comparisons(
  path: string,
  value: unknown,
  collections: readonly Collection[],
  collection: string,
): Condition[] | undefined {
  const field = reach(collections, collection, path);
  if (!field) return undefined;
  if (!isRow(value)) return one(path, "$eq", value, collections, collection);
  const out: Condition[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const found = name.startsWith("$")
      ? one(path, name, inner, collections, collection)
      : comparisons(`${path}.${name}`, inner, collections, collection);
    if (!found) return undefined;
    out.push(...found);
  }
  return out;
}

function one(
  path: string,
  name: string,
  value: unknown,
  collections: readonly Collection[],
  collection: string,
): Condition[] | undefined {
  const op = operators.find((o) => o === name);
  if (!op) return undefined;
  if (isBare(op)) {
    const known = reach(collections, collection, path);
    return known && value === true && operatorsFor(known).includes(op) ? [{ path, op, value: null }] : undefined;
  }
  // The key of a related record stands for the record: it is picked, not typed.
  const [last, ...before] = path.split(".").reverse();
  const relation = before.length > 0 && reach(collections, collection, before.reverse().join("."));
  const keyed = relation && isRelation(relation) && targetKey(relation, collections) === last;
  if (keyed && (op === "$in" || op === "$notIn")) return [{ path: before.join("."), op, value }];
  if (keyed && op === "$eq") return [{ path: before.join("."), op: "$in", value: [value] }];
  const field = reach(collections, collection, path);
  if (!field) return undefined;
  if (kindOf(field) === "choice" && (op === "$eq" || op === "$ne")) {
    return [{ path, op: op === "$eq" ? "$in" : "$notIn", value: Array.isArray(value) ? value : [value] }];
  }
  return operatorsFor(field).includes(op) ? [{ path, op, value }] : undefined;
}

/** The field at a path through relations of any kind. */
export function reach(collections: readonly Collection[], collection: string, path: string): Field | undefined {
  const [first, ...rest] = path.split(".");
  const field = collectionOf(collections, collection)?.fields?.find((f) => f.name === first);
  if (!field || rest.length === 0) return field;
  return field.target ? reach(collections, field.target, rest.join(".")) : undefined;
}

/** A field that can be compared, and what it is called from where one stands. */
export interface Place {
  path: string;
  label: string;
  field: Field;
}

/** The fields that can be compared: those of a collection and, through its relations, of others. */
export function places(collections: readonly Collection[], name: string, depth = 1): Place[] {
  const collection = collectionOf(collections, name);
  if (!collection) return [];
  const own = shownFields(collection)
    .sort((a, b) => Number(isTechnical(a)) - Number(isTechnical(b)))
    .map((field) => ({ path: field.name, label: fieldTitle(field), field }));
  if (depth === 0) return own;
  const further = own
    .filter(({ field }) => isRelation(field) && field.target !== undefined)
    .flatMap(({ field, path, label }) =>
      places(collections, field.target ?? "", depth - 1)
        .filter((p) => !isRelation(p.field))
        .map((p) => ({ ...p, path: `${path}.${p.path}`, label: `${label} › ${p.label}` })),
    );
  return [...own, ...further];
}

/** Keys and what the server notes by itself: last, where people look for their own fields. */
function isTechnical(field: Field): boolean {
  return field.primaryKey === true || !isWritable(field);
}

/** What a filter is about, for a sentence: the title of its collection. */
export function subject(collections: readonly Collection[], name: string): string {
  const collection = collectionOf(collections, name);
  return collection ? collectionTitle(collection) : name;
}

/** The same field for taking a list of values: of a choice, several. */
export function forList(field: Field, op: Operator): Field {
  const kind = kindOf(field);
  if (!takesList(op)) return kind === "instant" || kind === "wallTime" ? { ...field, type: "dateOnly" } : field;
  if (kind === "one") return { ...field, type: "belongsToMany" };
  return isList(field) || isRelation(field) ? field : { ...field, type: "array" };
}

function isList(field: Field): boolean {
  return fieldTypes.includes(field.type) && (field.type === "array" || field.type === "set");
}
