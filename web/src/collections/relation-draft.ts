import type { Collection, Field } from "../api/types";
import type { FieldDraft } from "./field-draft";
import { deleteRules, type RelationDraft } from "./field-draft";
import { freeName, nameFrom } from "./names";

/** A new relation, or what there is of one that exists. */
export function relationDraft(field?: Field): RelationDraft {
  const rule = deleteRules.find((r) => r === field?.onDelete?.toUpperCase());
  return {
    target: field?.target ?? "",
    onDelete: rule ?? "",
    foreignKey: field?.foreignKey ?? "",
    reverse: field === undefined,
    reverseTitle: "",
    reverseName: "",
  };
}

/** What stands on the other side of a relation. */
export const reverseOf = {
  belongsTo: "hasMany",
  hasMany: "belongsTo",
  hasOne: "belongsTo",
  belongsToMany: "belongsToMany",
} as const;

type RelationKind = keyof typeof reverseOf;
export const isRelationKind = (kind: string): kind is RelationKind => kind in reverseOf;

/** The name of the key that joins the two sides, where nobody chose one. It stands on the side that has one of the other. */
export function keyName(draft: FieldDraft, collection: Collection, collections: readonly Collection[]): string {
  const { foreignKey, reverseName, target } = draft.relation;
  if (foreignKey) return foreignKey;
  if (draft.kind === "belongsTo") return freeName(`${draft.name}Id`, namesOf(collection));
  if (draft.kind === "belongsToMany") return `${collection.name}Id`;
  const holder = collections.find((c) => c.name === target);
  return freeName(`${reverseName || collection.name}Id`, holder ? namesOf(holder) : []);
}

const namesOf = (c: Collection): string[] => (c.fields ?? []).map((f) => f.name);

/** The keys of a relation's definition, and the field on the other side. */
export function relationOptions(
  draft: FieldDraft,
  collection: Collection,
  collections: readonly Collection[],
): Record<string, unknown> {
  const { target, onDelete, reverse, reverseTitle, reverseName } = draft.relation;
  if (!isRelationKind(draft.kind)) return {};
  const taken = collections.map((c) => c.name);
  const many = draft.kind === "belongsToMany" && {
    through: freeName(nameFrom(`${collection.name} ${draft.name}`), taken, "link"),
    otherKey: target === collection.name ? `${draft.name}OtherId` : `${target}Id`,
  };
  const name = reverseName || nameFrom(reverseTitle);
  const mirror = { name, type: reverseOf[draft.kind], uiSchema: { title: reverseTitle.trim() || name } };
  return {
    target,
    foreignKey: keyName(draft, collection, collections),
    ...many,
    ...(onDelete && { onDelete }),
    ...(reverse && name && { reverseField: mirror }),
  };
}

/** The links of a target to a collection that nothing shows on this side yet: a new relation can be their other side. */
export function openLinks(target: Collection | undefined, collection: Collection): Field[] {
  const shown = (key: string | undefined) =>
    (collection.fields ?? []).some((f) => f.target === target?.name && f.foreignKey === key);
  return (target?.fields ?? []).filter(
    (f) => f.type === "belongsTo" && f.target === collection.name && !shown(f.foreignKey),
  );
}

/** The name of the field on the other side that is free there. */
export function freeReverse(title: string, target: Collection | undefined): string {
  return title.trim()
    ? freeName(
        nameFrom(title),
        (target?.fields ?? []).map((f) => f.name),
      )
    : "";
}

/** A title in the middle of a sentence: small where it is no abbreviation. */
export function inSentence(title: string): string {
  const [first = "", second = ""] = title;
  const isWord = second !== second.toUpperCase() || second === "";
  return isWord ? first.toLowerCase() + title.slice(first.length) : title;
}
