import type { Collection, Field } from "../api/types";
import type { Kind } from "./kinds";

/** What a recipe asks for, and the text that asks. */
export const questionNames = [
  "collection",
  "mustField",
  "refuseMessage",
  "fillField",
  "fillValue",
  "target",
  "followField",
  "followText",
  "items",
  "amountField",
  "relation",
  "totalField",
  "setField",
  "setValue",
  "watchField",
  "numberField",
  "limit",
  "decideField",
  "smallValue",
  "largeValue",
  "thanks",
] as const;
export type QuestionName = (typeof questionNames)[number];

export type Question =
  /** A collection; with `fits` only those that have what the recipe needs. */
  | { name: QuestionName; ask: "collection"; fits?: (c: Collection, all: readonly Collection[]) => boolean }
  /** A field of the collection that another question named, or of that collection's relation. */
  | { name: QuestionName; ask: "field"; of: QuestionName; through?: QuestionName; accepts: (f: Field) => boolean }
  /** A value for the field that another question named. */
  | { name: QuestionName; ask: "value"; field: QuestionName }
  | { name: QuestionName; ask: "text" }
  | { name: QuestionName; ask: "number" };

export type Answers = Partial<Record<QuestionName, unknown>>;

/** A step of a new workflow as the API takes it: with the sequence of each branch. */
export interface NewNode {
  key: string;
  type: string;
  title: string;
  config: Record<string, unknown>;
  branches?: Record<string, NewNode[]>;
}

/** A new workflow as the API takes it, in one act. */
export interface NewWorkflowBody {
  title: string;
  type: Kind;
  sync?: boolean;
  enabled?: boolean;
  config: Record<string, unknown>;
  nodes: NewNode[];
}

/** What the steps of recipes are called. */
export const stepNames = [
  "hasValue",
  "sayWhy",
  "refuse",
  "fill",
  "follow",
  "find",
  "add",
  "store",
  "set",
  "tell",
  "small",
  "whenSmall",
  "whenLarge",
] as const;
export type StepName = (typeof stepNames)[number];

export interface RecipeContext {
  collections: readonly Collection[];
  /** Whether it runs for every new record, or only where a button names it. */
  everywhere: boolean;
  /** The name of a step in the reader's language. */
  step: (name: StepName) => string;
}

export const recipeNames = ["refuse", "fill", "follow", "total", "press", "react", "decide", "thank"] as const;
export type RecipeName = (typeof recipeNames)[number];

export interface Recipe {
  name: RecipeName;
  kind: Kind;
  sync?: boolean;
  questions: readonly Question[];
  make: (answers: Answers, context: RecipeContext) => Omit<NewWorkflowBody, "title" | "type">;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

export const fieldsOf = (all: readonly Collection[], name: unknown) => all.find((c) => c.name === name)?.fields ?? [];

/** Whether a recipe can run for every new record of a collection, or by a button only: those around an action. */
export function hasScope(recipe: Recipe): boolean {
  return recipe.kind === "action" || recipe.kind === "request-interception";
}

/**
 * Whether a recipe means something for a button that stands for an action. What looks at submitted values needs all of
 * them, and what goes on with a record needs one that is still there; a button on nothing or on many has none to set.
 */
export function fitsAction(recipe: Recipe, action: string, on: { collection: string | null; many: boolean }): boolean {
  if (recipe.kind === "collection") return false;
  if (recipe.kind === "custom-action") return action === "trigger" && on.collection !== null && !on.many;
  if (action === "trigger") return false;
  if (recipe.kind === "request-interception") return action === "create" || action === "firstOrCreate";
  return action !== "destroy" || recipe.name === "thank";
}

/** The collection whose fields a question about a field offers. */
export function collectionFor(
  question: Question & { ask: "field" },
  answers: Answers,
  collections: readonly Collection[],
): string {
  const of = text(answers[question.of]);
  if (!question.through) return of;
  return text(fieldsOf(collections, of).find((f) => f.name === answers[question.through ?? "relation"])?.target);
}

/** The fields that a question offers. */
export function offeredFields(
  question: Question & { ask: "field" },
  answers: Answers,
  collections: readonly Collection[],
): Field[] {
  const fields = fieldsOf(collections, collectionFor(question, answers, collections)).filter(question.accepts);
  // What is watched must not be set: it would set itself off.
  return question.name === "setField" ? fields.filter((f) => f.name !== answers.watchField) : fields;
}

/** The field whose value a question asks for. */
export function valueField(
  question: Question & { ask: "value" },
  recipe: Recipe,
  answers: Answers,
  collections: readonly Collection[],
): Field | undefined {
  const asked = recipe.questions.find((q) => q.name === question.field);
  if (asked?.ask !== "field") return undefined;
  return offeredFields(asked, answers, collections).find((f) => f.name === answers[question.field]);
}

/** The answers that still mean something after one of them changed: what was chosen in another collection is gone. */
export function kept(recipe: Recipe, answers: Answers, collections: readonly Collection[]): Answers {
  const out: Answers = {};
  for (const q of recipe.questions) {
    const value = answers[q.name];
    if (value === undefined) continue;
    if (q.ask === "field" && !offeredFields(q, out, collections).some((f) => f.name === value)) continue;
    if (q.ask === "value" && out[q.field] === undefined) continue;
    out[q.name] = value;
  }
  return out;
}

/** Replaces an answer, and forgets what depended on the old one. */
export function answered(
  recipe: Recipe,
  answers: Answers,
  name: QuestionName,
  value: unknown,
  collections: readonly Collection[],
): Answers {
  const next: Answers = { ...answers, [name]: value };
  for (const q of recipe.questions) if (q.ask === "value" && q.field === name) delete next[q.name];
  return kept(recipe, next, collections);
}

/** The questions that have no answer yet. */
export function missing(recipe: Recipe, answers: Answers): QuestionName[] {
  const none = (v: unknown) => v === undefined || v === null || v === "" || (typeof v === "string" && !v.trim());
  return recipe.questions.filter((q) => none(answers[q.name])).map((q) => q.name);
}

/** The workflow that a recipe makes. */
export function made(recipe: Recipe, title: string, answers: Answers, context: RecipeContext): NewWorkflowBody {
  const { sync } = recipe;
  return { title, type: recipe.kind, ...(sync && { sync }), ...recipe.make(answers, context) };
}
