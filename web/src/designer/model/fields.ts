import { fieldAt, fieldTitle } from "../../api/model";
import type { Block, BlockField, Collection, Field } from "../../api/types";

const kept = new Set(["id", "createdAt", "updatedAt", "createdBy", "updatedBy", "createdById", "updatedById", "sort"]);
const toMany = new Set(["hasMany", "belongsToMany"]);
const toOne = new Set(["belongsTo", "hasOne"]);

/** A field, or a path through to-one relations, that a block can show. */
export interface Offer {
  name: string;
  title: string;
  /** Whether the system fills it: nobody types it in. */
  system: boolean;
  children?: Offer[];
}

function isShown(field: Field): boolean {
  return !field.hidden && !field.isForeignKey && field.type !== "context" && field.type !== "password";
}

/** Whether people fill it in. */
function isTaken(field: Field): boolean {
  const system = kept.has(field.name) || field.primaryKey || field.autoIncrement;
  return (isShown(field) || field.type === "password") && !system && field.type !== "virtual" && field.type !== "sort";
}

function offer(field: Field, prefix: string): Offer {
  return { name: prefix + field.name, title: fieldTitle(field), system: !isTaken(field) };
}

/** The fields that a block can show or take, own ones first; those of related records below the relation. */
export function offersFor(block: Block, collections: readonly Collection[], depth = 2): Offer[] {
  if (block.type === "markdown") return [];
  return offersOf(block.collection ?? "", collections, block.type === "form", "", depth);
}

function offersOf(
  name: string,
  collections: readonly Collection[],
  form: boolean,
  prefix: string,
  depth: number,
): Offer[] {
  const fields = collections.find((c) => c.name === name)?.fields ?? [];
  return fields
    .filter((f) => (form && !prefix ? isTaken(f) || isShown(f) : isShown(f)))
    .map((f) => {
      const target = depth > 0 && toOne.has(f.type) && f.target ? f.target : "";
      const children = target ? offersOf(target, collections, form, `${prefix}${f.name}.`, depth - 1) : [];
      return { ...offer(f, prefix), ...(children.length > 0 && { children }) };
    })
    .sort((a, b) => Number(a.system) - Number(b.system));
}

/** What a path of a block is called, each part by its title; parts that do not exist by their name. */
export function pathTitle(collections: readonly Collection[], collection: string, path: string): string {
  const steps = path.split(".");
  return steps
    .map((step, i) => {
      const field = fieldAt(collections, collection, steps.slice(0, i + 1).join("."));
      return field ? fieldTitle(field) : step;
    })
    .join(" › ");
}

/** A field as a block shows it when it is added: in a form what belongs to another record cannot be typed in. */
export function newField(name: string, block: Block, collections: readonly Collection[]): BlockField {
  const field = fieldAt(collections, block.collection ?? "", name);
  const fixed = block.type === "form" && (name.includes(".") || (field !== undefined && !isTaken(field)));
  return { name, ...(fixed && { readOnly: true }) };
}

/** The fields that a ready block of a collection begins with. */
export function usualFields(collection: Collection, form: boolean, most: number): BlockField[] {
  return (collection.fields ?? [])
    .filter((f) => isTaken(f) && (form || (f.type !== "password" && !toMany.has(f.type) && f.type !== "json")))
    .slice(0, most)
    .map((f) => ({ name: f.name }));
}

/** The relations of a collection that lead to records, for blocks inside of pop-ups. */
export function relationsOf(collections: readonly Collection[], collection: string): Field[] {
  const fields = collections.find((c) => c.name === collection)?.fields ?? [];
  return fields.filter((f) => f.target && (toMany.has(f.type) || toOne.has(f.type)) && !f.hidden);
}
