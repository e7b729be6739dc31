import type { Field } from "../api/types";
import { draftOf } from "./draft";
import type { FieldDraft } from "./field-draft";
import { kindOf } from "./kinds";

/** What a change of a field means for what is there. */
export type Consequence =
  | { what: "unique" | "required" | "choices"; filter: Record<string, unknown> | undefined }
  | { what: "rules" | "onDelete" };

/** What a change means for the records that exist. Empty when nothing of it does. */
export function consequencesOf(draft: FieldDraft, field: Field): Consequence[] {
  const before = draftOf(field);
  const found: Consequence[] = [];
  if (draft.unique && !before.unique) found.push({ what: "unique", filter: { [field.name]: { $notEmpty: true } } });
  if (draft.required && !before.required) {
    const empty = kindOf(draft.kind).group === "relation" ? "$notExists" : "$empty";
    found.push({ what: "required", filter: { [field.name]: { [empty]: true } } });
  }
  const left = new Set(draft.choices.map((c) => c.value));
  const gone = before.choices.map((c) => c.value).filter((value) => !left.has(value));
  if (gone.length > 0) {
    const isList = field.type === "array" || field.type === "set";
    found.push({ what: "choices", filter: { [field.name]: { [isList ? "$anyOf" : "$in"]: gone } } });
  }
  const old = new Set(before.rules.map((r) => `${r.name} ${r.arg}`));
  if (draft.rules.some((r) => !old.has(`${r.name} ${r.arg}`))) found.push({ what: "rules" });
  if (draft.relation.onDelete !== before.relation.onDelete) found.push({ what: "onDelete" });
  return found;
}
