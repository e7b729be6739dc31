import type { Field } from "../api/types";
import { type Store, storedText } from "../app/store";
import { isNote, isToMany } from "./kinds";

/** The columns that a grid can have: all fields but lists of other records; what the system notes and the key last. */
export function columnsOf(fields: readonly Field[]): Field[] {
  const rank = (f: Field) => (f.primaryKey ? 2 : isNote(f) ? 1 : 0);
  return fields.filter((f) => !isToMany(f)).sort((a, b) => rank(a) - rank(b));
}

/** The names in a list of columns, as an address and the browser keep it. */
export function readNames(text: string): string[] {
  return text.split(",").filter(Boolean);
}

/** The columns that were chosen by their names, in their usual order; all while none of them is left. */
export function chosenColumns(all: readonly Field[], names: readonly string[]): Field[] {
  const chosen = all.filter((f) => names.includes(f.name));
  return chosen.length > 0 ? chosen : [...all];
}

/** The names of some columns as a text; "" for all of them. */
export function writeNames(all: readonly Field[], chosen: readonly string[]): string {
  const names = all.map((f) => f.name).filter((name) => chosen.includes(name));
  return names.length === 0 || names.length === all.length ? "" : names.join(",");
}

const remembered = new Map<string, Store<string>>();

/** The columns that somebody chose last for a collection, in this browser. */
export function rememberedColumns(collection: string): Store<string> {
  const known = remembered.get(collection) ?? storedText(`sequitur.columns.${collection}`);
  remembered.set(collection, known);
  return known;
}
