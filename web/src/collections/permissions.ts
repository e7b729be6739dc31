import type { Me } from "../api/calls";
import type { Collection, Field } from "../api/types";

type RecordAction = "view" | "create" | "update" | "destroy";

/**
 * Whether the role that counts may do something with the records of a collection, as far as the browser knows: the
 * server decides. What a role may do only with its own records is offered, too.
 */
export function mayDo({ check }: Me, collection: Pick<Collection, "name">, action: RecordAction): boolean {
  if (check.allowAll) return true;
  if (check.resources.includes(collection.name)) return `${collection.name}:${action}` in check.actions;
  return check.strategy.actions.some((allowed) => allowed.split(":")[0] === action);
}

/** Whether a role may give a field a value where it may do so with the record. */
export function mayWrite(me: Me, field: Field, action: "create" | "update"): boolean {
  const grant = me.check.actions[`${field.collectionName}:${action}`];
  const allowed = grant?.whitelist ?? grant?.fields;
  return me.check.allowAll || !allowed || allowed.length === 0 || allowed.includes(field.name);
}
