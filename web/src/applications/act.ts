import type { Block, Collection, PageButton } from "../api/types";
import { actionOf, collectionOf } from "../designer/model/fits";
import { addressOf, type Source } from "../records/queries";
import type { Key } from "../records/record";

/** What a button acts on: nothing, records by their keys. */
export interface Target {
  keys: readonly Key[];
  /** Several were chosen, even if it is only one. */
  many: boolean;
}

/** The target of a button that stands above a table or in a form for a new record. */
export const nothing: Target = { keys: [], many: false };

/** What a button asks of the API. */
export interface Wanted {
  action: string;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
}

/** The request of a button with the values of its form and its own. Undefined for buttons that only lead somewhere. */
export function requestOf(
  button: PageButton,
  block: Block,
  target: Target,
  values: Record<string, unknown>,
  { source, collection }: { source?: Source; collection?: Collection | undefined } = {},
): Wanted | undefined {
  const action = actionOf(button, block);
  if (!action) return undefined;
  const name = collectionOf(button, block);
  const own = name === block.collection;
  const body = { ...values, ...button.values };
  const query: Record<string, unknown> = { button: button.uid };
  if (own && target.keys.length > 0 && action !== "create") {
    query.filterByTk = target.many ? target.keys : target.keys[0];
  }
  if (action === "updateOrCreate" || action === "firstOrCreate") {
    query.filterKeys = uniqueNames(collection, body).join(",");
  }
  if (action === "trigger") return { action: `${name || "workflows"}:trigger`, query, body };
  if (action === "create" && own && source) return { action: `${addressOf(source)}:create`, query, body };
  if (action === "destroy") return { action: `${name}:destroy`, query, body: {} };
  return { action: `${name}:${action}`, query, body };
}

/** By what an existing record is recognised: the submitted values that nothing else may have, else all plain ones. */
function uniqueNames(collection: Collection | undefined, body: Record<string, unknown>): string[] {
  const given = (collection?.fields ?? []).filter(
    (f) => body[f.name] !== undefined && body[f.name] !== null && !f.target,
  );
  const unique = given.filter((f) => f.unique || f.primaryKey);
  return (unique.length > 0 ? unique : given).map((f) => f.name);
}

/** Values that stand for something which is known only now: who is signed in, what time it is. */
export function resolved(value: unknown, user: Record<string, unknown>, now: Date): unknown {
  if (Array.isArray(value)) return value.map((v) => resolved(v, user, now));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolved(v, user, now)]));
  }
  const name = typeof value === "string" ? /^\{\{\s*([$\w.]+)\s*\}\}$/.exec(value)?.[1] : undefined;
  if (name === "$now" || name === "$system.now") return now.toISOString();
  if (name === "$user") return user.id;
  return name?.startsWith("$user.") ? (user[name.slice(6)] ?? null) : value;
}
