import type { Collection, Field } from "../api/types";
import type { Choice, FieldDraft, Rule } from "./field-draft";
import { type KindId, kindOf, kindOfField, type RuleName, ruleNames } from "./kinds";
import { isName } from "./names";
import { relationDraft, relationOptions } from "./relation-draft";

/** The settings that only some kinds have. */
export const kindOptions: Partial<Record<KindId, readonly string[]>> = {
  text: ["length", "trim"],
  longText: ["trim"],
  decimal: ["precision", "scale"],
  datetime: ["timezone", "defaultToCurrentTime", "onUpdateToCurrentTime"],
  datetimeNoTz: ["defaultToCurrentTime", "onUpdateToCurrentTime"],
  date: ["defaultToCurrentTime"],
  unixTimestamp: ["accuracy"],
  sort: ["scopeKey"],
  uid: ["prefix", "pattern"],
  uuid: ["autoFill"],
  nanoid: ["size", "customAlphabet"],
  context: ["createOnly"],
};

/** The settings of a field that are settled when it is made. */
export const settled: readonly string[] = ["precision", "scale", "accuracy"];

/** A new field of a kind. */
export function newDraft(kind: KindId): FieldDraft {
  return {
    kind,
    type: kindOf(kind).types[0],
    title: "",
    name: "",
    description: "",
    required: false,
    unique: false,
    index: false,
    defaultValue: undefined,
    choices: [],
    rules: kind === "email" ? [{ name: "email", arg: "" }] : kind === "url" ? [{ name: "uri", arg: "" }] : [],
    options: {},
    relation: relationDraft(),
  };
}

/** The same field as another kind: what both have stays. */
export function asKind(draft: FieldDraft, kind: KindId): FieldDraft {
  const fresh = newDraft(kind);
  const { title, name, description, required, relation } = draft;
  const choices = kindOf(kind).choices ? draft.choices : [];
  const sameGroup = kindOf(kind).group === kindOf(draft.kind).group;
  const rules = sameGroup ? draft.rules.filter((r) => kindOf(kind).rules?.includes(r.name)) : [];
  return { ...fresh, title, name, description, required, relation, choices, rules: rules.length ? rules : fresh.rules };
}

/** What there is of a field that exists. */
export function draftOf(field: Field): FieldDraft {
  const kind = kindOfField(field);
  const given = (field.validation?.rules ?? []).map((r) => ({ name: r.name, arg: argumentOf(r.args) }));
  const isKnown = (r: { name: string }): r is Rule => ruleNames.some((name) => name === r.name);
  return {
    kind,
    type: field.type,
    title: String(field.uiSchema?.title || field.name),
    name: field.name,
    description: field.description ?? "",
    required: given.some((r) => r.name === "required"),
    unique: field.unique === true,
    index: field.index === true,
    defaultValue: field.defaultValue ?? undefined,
    choices: choicesOf(field),
    rules: given.filter(isKnown),
    options: Object.fromEntries((kindOptions[kind] ?? []).flatMap((o) => (field[o] == null ? [] : [[o, field[o]]]))),
    relation: relationDraft(field),
  };
}

/** The values that a field is chosen from: entries of the definition are {value, label, color} or plain values. */
export function choicesOf(field: Pick<Field, "uiSchema">): Choice[] {
  const list = Array.isArray(field.uiSchema?.enum) ? field.uiSchema.enum : [];
  return list.map((item: unknown) => {
    const { value, label, color } =
      item && typeof item === "object" ? (item as Record<string, unknown>) : { value: item };
    const text = String(value ?? "");
    return { value: text, label: String(label ?? text), color: typeof color === "string" ? color : "default" };
  });
}

/** The choices that say something: what has no value of its own is kept as it is called. */
function offeredChoices(choices: readonly Choice[]): Choice[] {
  return choices
    .map((c) => ({ value: c.value.trim() || c.label.trim(), label: c.label.trim() || c.value.trim(), color: c.color }))
    .filter((c) => c.value);
}

function argumentOf(args: unknown): string {
  if (args === null || args === undefined) return "";
  if (typeof args !== "object") return String(args);
  const [first] = Object.values(args);
  return first === null || first === undefined ? "" : String(first);
}

const argumentNames: Partial<Record<RuleName, string>> = { pattern: "regex", multiple: "base" };
const withoutArgument: readonly RuleName[] = ["email", "uri", "uuid", "integer"];

/** Whether a rule needs to know how much, how long or which form. */
export const takesArgument = (name: RuleName): boolean => !withoutArgument.includes(name);

function validationOf(draft: FieldDraft): Field["validation"] | null {
  const { group } = kindOf(draft.kind);
  const rules: { name: string; args?: unknown }[] = draft.required ? [{ name: "required" }] : [];
  for (const { name, arg } of draft.rules) {
    if (!takesArgument(name)) rules.push({ name });
    else if (arg.trim()) {
      const isDate = group === "date";
      const value = name === "pattern" || isDate ? arg.trim() : Number(arg);
      rules.push({ name, args: { [isDate ? "date" : (argumentNames[name] ?? "limit")]: value } });
    }
  }
  if (rules.length === 0) return null;
  return { type: group === "number" ? "number" : group === "date" ? "date" : "string", rules };
}

/** The definition of a new field as the API takes it. */
export function definitionOf(
  draft: FieldDraft,
  collection: Collection,
  collections: readonly Collection[],
): Record<string, unknown> {
  const kind = kindOf(draft.kind);
  return {
    name: draft.name,
    type: draft.type,
    interface: kind.interface,
    ...kind.options,
    ...(kind.group === "relation" && relationOptions(draft, collection, collections)),
    ...changeable(draft, undefined),
  };
}

/** What is to be changed of a field that exists: only what differs, so that nobody else's change is undone. */
export function changesOf(draft: FieldDraft, field: Field): Record<string, unknown> {
  return changeable(draft, draftOf(field));
}

/** The part of a definition that may change later; compared with what there was, or whole for a new field. */
function changeable(draft: FieldDraft, before: FieldDraft | undefined): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const put = (name: string, value: unknown, old: unknown) => {
    if (JSON.stringify(value) !== JSON.stringify(old)) changes[name] = value;
  };
  const ui: Record<string, unknown> = {};
  if (draft.title.trim() !== before?.title) ui.title = draft.title.trim() || draft.name;
  if (kindOf(draft.kind).choices && JSON.stringify(draft.choices) !== JSON.stringify(before?.choices)) {
    ui.enum = offeredChoices(draft.choices);
  }
  if (Object.keys(ui).length > 0) changes.uiSchema = ui;
  put("description", draft.description.trim() || null, before ? before.description || null : null);
  put("validation", validationOf(draft), before ? validationOf(before) : null);
  put("unique", draft.unique, before?.unique ?? false);
  put("index", draft.index, before?.index ?? false);
  put("defaultValue", given(draft.defaultValue), before ? given(before.defaultValue) : null);
  for (const name of kindOptions[draft.kind] ?? []) {
    if (!before || !settled.includes(name)) put(name, given(draft.options[name]), given(before?.options[name]));
  }
  if (before && draft.relation.onDelete !== before.relation.onDelete)
    changes.onDelete = draft.relation.onDelete || null;
  return changes;
}

const given = (value: unknown): unknown => (value === "" || value === undefined ? null : value);

/** What of a form is not fit to be sent. The words are in the texts `problems`. */
export type Problem =
  | "titleMissing"
  | "nameWrong"
  | "nameTaken"
  | "targetMissing"
  | "reverseMissing"
  | "choicesMissing"
  | "choiceTwice"
  | "ruleEmpty";

/** What is wrong with a form, by the name of its entry, before the server is asked. */
export function problemsOf(
  draft: FieldDraft,
  taken: readonly string[],
  isNew: boolean,
): Partial<Record<string, Problem>> {
  const found: Partial<Record<string, Problem>> = {};
  const { choices, relation } = draft;
  if (!draft.title.trim()) found.title = "titleMissing";
  if (isNew && !isName(draft.name)) found.name = "nameWrong";
  else if (isNew && taken.some((n) => n.toLowerCase() === draft.name.toLowerCase())) found.name = "nameTaken";
  if (kindOf(draft.kind).group === "relation") {
    if (!relation.target) found.target = "targetMissing";
    if (isNew && relation.reverse && !relation.reverseTitle.trim()) found.reverseTitle = "reverseMissing";
  }
  if (kindOf(draft.kind).choices) {
    const values = offeredChoices(choices).map((c) => c.value);
    if (values.length === 0) found.choices = "choicesMissing";
    else if (new Set(values).size < values.length) found.choices = "choiceTwice";
  }
  if (draft.rules.some((r) => takesArgument(r.name) && !r.arg.trim())) found.rules = "ruleEmpty";
  return found;
}
