import type { ConfigSchema } from "../api/types";

/** A configuration, or a part of one. */
export type Config = Record<string, unknown>;

/** How a setting is asked for. The server's schema decides it, never the type of the node or trigger. */
export const kinds = [
  "collection",
  "field",
  "fields",
  "appends",
  "sort",
  "filter",
  "values",
  "submitted",
  "template",
  "expression",
  "calculation",
  "node",
  "record",
  "records",
  "user",
  "role",
  "choice",
  "yesNo",
  "choices",
  "switch",
  "number",
  "text",
  "texts",
  "group",
  "optional",
  "list",
  "json",
  "hidden",
] as const;
export type Kind = (typeof kinds)[number];

const special = new Set<string>(kinds.slice(0, kinds.indexOf("choice")));

/** One setting of a form. */
export interface Entry {
  name: string;
  /** Where it stands in the configuration, as the server names it in its refusals: "params.values", "conditions[0].title". */
  path: string;
  schema: ConfigSchema;
  kind: Kind;
  required: boolean;
}

/** How a schema is asked for. */
export function kindOf(schema: ConfigSchema): Kind {
  const as = schema["x-as"];
  if (schema["x-hidden"] || as === "uid") return "hidden";
  if (as && special.has(as)) return as as Kind;
  if (schema.properties) return schema["x-optional"] ? "optional" : "group";
  if (schema.type === "array") return listKind(schema.items);
  if (schema.enum) return "choice";
  switch (schema.type) {
    case "boolean":
      return schema["x-labels"] ? "yesNo" : "switch";
    case "integer":
    case "number":
      return "number";
    case "string":
      return "text";
    default:
      return "json";
  }
}

function listKind(items: ConfigSchema | undefined): Kind {
  if (items?.properties) return "list";
  if (items?.enum) return "choices";
  return items?.type === "string" ? "texts" : "json";
}

/** What the settings of an object depend on: the whole configuration, and one around it. */
export interface Around {
  root: Config;
  rootSchema: ConfigSchema;
  outer?: Config | undefined;
}

/** The settings of an object that count for what is configured, in their order. */
export function entriesOf(schema: ConfigSchema, value: Config, path: string, around: Around): Entry[] {
  const properties = schema.properties ?? {};
  const order = schema["x-order"] ?? Object.keys(properties);
  const entries: Entry[] = [];
  for (const name of order) {
    const one = properties[name];
    if (!one || !counts(one, schema, value, around)) continue;
    const kind = kindOf(one);
    if (kind === "hidden") continue;
    const required = schema.required?.includes(name) ?? false;
    entries.push({ name, path: joined(path, name), schema: one, kind, required });
  }
  return entries;
}

/** Whether a setting counts: the others that it depends on have the values that it names. */
function counts(schema: ConfigSchema, object: ConfigSchema, value: Config, around: Around): boolean {
  return Object.entries(schema["x-when"] ?? {}).every(([key, values]) => {
    const v = key.startsWith("@")
      ? around.outer?.[key.slice(1)]
      : key.startsWith("/")
        ? effective(around.rootSchema, around.root, key.slice(1))
        : effective(object, value, key);
    return values.includes(String(v));
  });
}

/** What counts for a key: its value, else its default. */
function effective(schema: ConfigSchema, value: Config, key: string): unknown {
  return value[key] ?? schema.properties?.[key]?.default;
}

export function joined(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

/** An object with one member changed; without it when the value is undefined. */
export function withMember(value: Config, name: string, v: unknown): Config {
  if (v !== undefined) return { ...value, [name]: v };
  const { [name]: _, ...rest } = value;
  return rest;
}

/** A value as an object; what is none counts as empty. */
export function asObject(v: unknown): Config {
  return typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Config) : {};
}

/** The name of the collection that a configuration is about; a reference may carry its data source. */
export function collectionOf(schema: ConfigSchema, config: Config): string {
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    if (one["x-as"] === "collection") return String(config[name] ?? "").replace(/^main:/, "");
  }
  return "";
}

/** A new item of a list: its defaults, and an identity of its own where it has one. */
export function newItem(schema: ConfigSchema | undefined, uid: () => string): Config {
  const item: Config = {};
  for (const [name, one] of Object.entries(schema?.properties ?? {})) {
    if (one["x-as"] === "uid") item[name] = uid();
    else if (one.default !== undefined) item[name] = one.default;
  }
  return item;
}

/** A configuration to begin with: what must be given and has a default. */
export function initialConfig(schema: ConfigSchema): Config {
  const config: Config = {};
  for (const name of schema.required ?? []) {
    const value = schema.properties?.[name]?.default;
    if (value !== undefined) config[name] = value;
  }
  return config;
}

/** The settings that must be given and are not, by their paths. */
export function missing(schema: ConfigSchema, value: Config, around: Around, path = ""): string[] {
  return entriesOf(schema, value, path, around).flatMap((e) => {
    const v = value[e.name];
    if (e.required && (v === undefined || v === null || v === "")) return [e.path];
    if (e.kind === "group" || (e.kind === "optional" && v)) return missing(e.schema, asObject(v), around, e.path);
    return [];
  });
}

/** Whether a refusal at one path belongs to a setting at another: at it, or inside of what it asks for as a whole. */
export function belongs(field: string, entry: Pick<Entry, "path" | "kind">): boolean {
  if (field === entry.path) return true;
  if (entry.kind === "group" || entry.kind === "optional" || entry.kind === "list") return false;
  return field.startsWith(`${entry.path}.`) || field.startsWith(`${entry.path}[`);
}

/** Whether two plain JSON values are the same, whatever the order of their members. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Config, b as Config];
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((k) => k in y && same(x[k], y[k]));
}

/** The settings that differ between two configurations, by their paths, with both values. */
export function differences(a: unknown, b: unknown, path = ""): { path: string; a: unknown; b: unknown }[] {
  if (same(a, b)) return [];
  const plain = (v: unknown) => typeof v === "object" && v !== null && !Array.isArray(v);
  if (!plain(a) || !plain(b)) return [{ path, a, b }];
  const [x, y] = [asObject(a), asObject(b)];
  const names = [...new Set([...Object.keys(x), ...Object.keys(y)])].sort();
  return names.flatMap((name) => differences(x[name], y[name], joined(path, name)));
}
