import type { Collection, Field } from "../api/types";

/** How people see a field: what its values look like and how they are typed in. */
export type FieldKind =
  | "text"
  | "longText"
  | "email"
  | "url"
  | "phone"
  | "color"
  | "password"
  | "integer"
  | "number"
  | "decimal"
  | "percent"
  | "boolean"
  | "choice"
  | "choices"
  | "instant"
  | "wallTime"
  | "date"
  | "time"
  | "json"
  | "list"
  | "one"
  | "many"
  | "none";

type Typed = Pick<Field, "type" | "interface" | "uiSchema">;

const byType: Record<Field["type"], FieldKind> = {
  string: "text",
  text: "longText",
  password: "password",
  integer: "integer",
  bigInt: "integer",
  sort: "integer",
  float: "number",
  double: "number",
  real: "number",
  decimal: "decimal",
  boolean: "boolean",
  date: "instant",
  datetime: "instant",
  datetimeTz: "instant",
  unixTimestamp: "instant",
  datetimeNoTz: "wallTime",
  dateOnly: "date",
  time: "time",
  json: "json",
  jsonb: "json",
  array: "list",
  set: "list",
  uid: "text",
  uuid: "text",
  nanoid: "text",
  snowflakeId: "integer",
  virtual: "none",
  context: "json",
  belongsTo: "one",
  hasOne: "one",
  hasMany: "many",
  belongsToMany: "many",
};

const byInterface: Record<string, FieldKind> = {
  textarea: "longText",
  markdown: "longText",
  richText: "longText",
  vditor: "longText",
  email: "email",
  url: "url",
  phone: "phone",
  color: "color",
  percent: "percent",
};

/** How a field is seen, by its type, its interface and whether its values are a fixed choice. */
export function kindOf(field: Typed): FieldKind {
  const kind = byType[field.type];
  if (kind === "list") return hasOptions(field) ? "choices" : "list";
  if (kind === "text" || kind === "longText") {
    if (hasOptions(field)) return "choice";
    return byInterface[field.interface ?? ""] ?? kind;
  }
  if ((kind === "integer" || kind === "number") && hasOptions(field)) return "choice";
  if ((kind === "number" || kind === "decimal") && field.interface === "percent") return "percent";
  return kind;
}

/** One of the fixed values of a field. */
export interface Option {
  value: string | number;
  label: string;
  color?: string;
}

/** The values that a field may have where they are fixed: plain ones, or {value, label, color}. */
export function optionsOf(field: Pick<Field, "uiSchema">): Option[] {
  const list = field.uiSchema?.enum;
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw): Option[] => {
    if (typeof raw === "string" || typeof raw === "number") return [{ value: raw, label: String(raw) }];
    if (typeof raw !== "object" || raw === null || !("value" in raw)) return [];
    const { value, label, color } = raw as { value: unknown; label?: unknown; color?: unknown };
    if (typeof value !== "string" && typeof value !== "number") return [];
    return [{ value, label: String(label ?? value), ...(typeof color === "string" && { color }) }];
  });
}

function hasOptions(field: Pick<Field, "uiSchema">): boolean {
  return optionsOf(field).length > 0;
}

/** Whether a field is a relation to other records. */
export function isRelation(field: Pick<Field, "type">): boolean {
  const kind = byType[field.type];
  return kind === "one" || kind === "many";
}

const systemInterfaces = new Set(["createdAt", "updatedAt", "createdBy", "updatedBy"]);

/** Whether people can give a field a value: not what the server sets itself. */
export function isWritable(field: Field): boolean {
  if (systemInterfaces.has(field.interface ?? "")) return false;
  if (field.name === "createdById" || field.name === "updatedById" || field.primaryKey) return false;
  return kindOf(field) !== "none" && field.type !== "sort" && field.type !== "context";
}

/** Whether a record must have a value for a field. */
export function isRequired(field: Pick<Field, "validation" | "allowNull">): boolean {
  return field.allowNull === false || (field.validation?.rules?.some((rule) => rule.name === "required") ?? false);
}

/** The fields of a collection that people deal with: no columns of relations, no positions. */
export function shownFields(collection: Pick<Collection, "fields">): Field[] {
  return (collection.fields ?? []).filter(
    (f) => !f.hidden && !f.isForeignKey && f.type !== "sort" && f.type !== "password" && kindOf(f) !== "none",
  );
}

/** The fields that a form offers. */
export function writableFields(collection: Pick<Collection, "fields">): Field[] {
  return (collection.fields ?? []).filter((f) => !f.hidden && !f.isForeignKey && isWritable(f));
}

/** Whether lists can be ordered by a field. */
export function isSortable(field: Pick<Field, "type">): boolean {
  const kind = byType[field.type];
  return !["json", "list", "one", "many", "none", "password"].includes(kind);
}
