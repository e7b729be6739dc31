import type { Collection, RoleResource, RoleResourceAction, RoleScope, RoleStrategy } from "../api/types";

/** What a role can be allowed to do with records, in the order in which people see it. */
export const permissions = ["view", "create", "update", "destroy", "trigger", "triggerNew"] as const;
export type Permission = (typeof permissions)[number];

/** Every permission that the API knows: what is not shown here is kept as it is. */
const every = [...permissions, "export", "importXlsx"] as const;

/** How far a permission goes: custom is limited to some fields, or by a condition. */
export type Extent = "none" | "own" | "all" | "custom";

/** Whether a permission is about records that do not exist yet: then it cannot be limited to some of them. */
export const isNewData = (permission: Permission): boolean => permission === "create" || permission === "triggerNew";

/** Whether a permission can be limited to some fields. */
export const hasFields = (permission: Permission): boolean => ["view", "create", "update"].includes(permission);

/** What a role may do with every collection that has no rules of its own. */
export interface Strategy {
  /** By permission: whether for own records only. */
  actions: ReadonlyMap<string, boolean>;
}

export function readStrategy(stored: RoleStrategy | null): Strategy {
  const list = stored?.actions;
  if (list === true || list === "*") return everything;
  if (!list) return { actions: new Map() };
  const actions = new Map<string, boolean>();
  for (const text of Array.isArray(list) ? list : [String(list)]) {
    const [name = "", extent] = text.split(":");
    if (name === "*") return everything;
    const own = extent === "own" && name !== "create" && name !== "triggerNew" && name !== "importXlsx";
    actions.set(name, own && (actions.get(name) ?? true));
  }
  return { actions };
}

const everything: Strategy = { actions: new Map(every.map((name) => [name, false])) };

export function writeStrategy({ actions }: Strategy): RoleStrategy {
  return { actions: [...actions].map(([name, own]) => (own ? `${name}:own` : name)) };
}

/** The strategy with another extent of one permission. */
export function changeStrategy(
  strategy: Strategy,
  permission: Permission,
  extent: Exclude<Extent, "custom">,
): Strategy {
  const actions = new Map(strategy.actions);
  if (extent === "none") actions.delete(permission);
  else actions.set(permission, extent === "own");
  return { actions };
}

/** What a role may do in one action on one collection. */
export interface Cell {
  extent: Extent;
  /** Whether the role has rules of its own for this collection, or its default counts. */
  source: "default" | "own";
  /** The fields that it is limited to; null for all. */
  fields: readonly string[] | null;
  /** The condition that it is limited by. */
  scope: RoleScope | null;
  /** It says "own records", but the collection does not know who made them. */
  noCreator?: true;
}

const nothing = { extent: "none", fields: null, scope: null } as const;

/** Sequitur's own collections whose records a role may be allowed to see. */
const readable = ["users", "roles"];

export const isSystem = (c: Pick<Collection, "key" | "name">): boolean => c.key === c.name;

/** The collections that permissions are given for. */
export function governed(all: readonly Collection[]): Collection[] {
  return all
    .filter((c) => !c.hidden && (isSystem(c) ? readable.includes(c.name) : true))
    .sort((a, b) => Number(isSystem(a)) - Number(isSystem(b)) || (a.sort ?? 0) - (b.sort ?? 0));
}

/** Whether records of the collection know who made them. */
export const hasCreator = (c: Pick<Collection, "fields">): boolean =>
  c.fields?.some((f) => f.name === "createdById") ?? false;

/** The rules that a role has of its own for a collection, if they are in force. */
export function entryOf(entries: readonly RoleResource[], collection: string): RoleResource | undefined {
  return entries.find((e) => e.name === collection && e.usingActionsConfig);
}

/** Rules if they are in force: others are kept, and the default counts. */
export function inForce(rules: RoleResource | undefined): RoleResource | undefined {
  return rules?.usingActionsConfig ? rules : undefined;
}

/** Whether two say the same about a permission. */
export function sameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  const told = (c: Cell | undefined) =>
    c && [c.extent, c.scope?.id ?? null, c.fields && [...c.fields].sort(), c.noCreator ?? false];
  return JSON.stringify(told(a)) === JSON.stringify(told(b));
}

/** What the default says about a permission, where collections have no rules of their own. */
export function defaultCell(strategy: Strategy, permission: Permission): Cell {
  const own = strategy.actions.get(permission);
  if (own === undefined) return { ...nothing, source: "default" };
  return { extent: own ? "own" : "all", source: "default", fields: null, scope: null };
}

/** What a role may do; undefined where nobody can be given the permission. */
export function cellOf(
  strategy: Strategy,
  entry: RoleResource | undefined,
  collection: Collection,
  permission: Permission,
): Cell | undefined {
  if (isSystem(collection) && permission !== "view") return undefined;
  const cell = entry
    ? entryCell(entry, permission)
    : isSystem(collection)
      ? { ...nothing, source: "default" as const }
      : defaultCell(strategy, permission);
  const needsCreator = cell.extent === "own" || cell.scope?.key === "own";
  if (needsCreator && !hasCreator(collection)) return { ...nothing, source: cell.source, noCreator: true };
  return cell;
}

function entryCell(entry: RoleResource, permission: Permission): Cell {
  const action = entry.actions?.find((a) => a.name === permission);
  if (!action) return { ...nothing, source: "own" };
  const scope = isNewData(permission) || isEmpty(action.scope) ? null : (action.scope ?? null);
  const fields = hasFields(permission) ? action.fields : null;
  return { extent: extentOf(scope, fields), source: "own", fields, scope };
}

function extentOf(scope: RoleScope | null, fields: readonly string[] | null): Extent {
  if (fields) return "custom";
  if (!scope) return "all";
  return scope.key === "own" ? "own" : "custom";
}

function isEmpty(scope: RoleScope | null | undefined): boolean {
  return !scope || scope.key === "all" || Object.keys(scope.scope ?? {}).length === 0;
}

/** One permission as the API takes it. */
export interface Grant {
  name: string;
  fields?: readonly string[];
  scopeId?: number;
  scopeKey?: string;
}

/** How far one permission is to go from now on. */
export interface Wish {
  permission: Permission;
  /** Undefined takes it away. */
  grant?: Omit<Grant, "name"> | undefined;
}

/**
 * All rules of a collection with one of them changed. The first rule of its own takes a collection away from the
 * default: the others begin as the default says.
 */
export function grantsWith(
  strategy: Strategy,
  entry: RoleResource | undefined,
  collection: Collection,
  { permission, grant }: Wish,
): Grant[] {
  const before = entry ? (entry.actions ?? []).map(stored) : defaults(strategy, collection);
  const rest = before.filter((a) => a.name !== permission);
  return grant ? [...rest, { name: permission, ...grant }] : rest;
}

function stored(action: RoleResourceAction): Grant {
  return {
    name: action.name,
    ...(action.fields && { fields: action.fields }),
    ...(action.scopeId !== null && { scopeId: action.scopeId }),
  };
}

function defaults(strategy: Strategy, collection: Collection): Grant[] {
  if (isSystem(collection)) return [];
  const grants = [...strategy.actions].map(([name, own]) => ({ name, ...(own && { scopeKey: "own" }) }));
  return grants.filter((g) => !g.scopeKey || hasCreator(collection));
}

/** A role with what it grants. */
export interface Granting {
  name: string;
  strategy: Strategy;
  entries: readonly RoleResource[];
}

/** What one of the roles that count says about a permission. */
export interface Voice {
  role: string;
  cell: Cell;
}

/** What roles allow together: the widest of what they say, with those who say it. For "none" it is all of them. */
export function voices(
  roles: readonly Granting[],
  collection: Collection,
  permission: Permission,
): { extent: Extent; because: Voice[] } {
  const all = roles.flatMap(({ name, strategy, entries }) => {
    const cell = cellOf(strategy, entryOf(entries, collection.name), collection, permission);
    return cell ? [{ role: name, cell }] : [];
  });
  const extent = (["all", "own", "custom"] as const).find((e) => all.some((v) => v.cell.extent === e)) ?? "none";
  // A record may be allowed by any of them: where none allows all records, each one adds some.
  const because = all.filter((v) =>
    extent === "all" || extent === "none" ? v.cell.extent === extent : v.cell.extent !== "none",
  );
  const mixed = extent === "own" && because.some((v) => v.cell.extent === "custom");
  return { extent: mixed ? "custom" : extent, because };
}
