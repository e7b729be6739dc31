import type { FieldType } from "../api/types";
import type { KindId, RuleName } from "./kinds";

/** One of the values that a field is chosen from. */
export interface Choice {
  value: string;
  label: string;
  color: string;
}

/** A rule as it is being written. */
export interface Rule {
  name: RuleName;
  arg: string;
}

/** What happens to a record when the one that it belongs to is deleted; "" is the usual: the link becomes empty. */
export const deleteRules = ["", "CASCADE", "RESTRICT"] as const;
export type DeleteRule = (typeof deleteRules)[number];

/** A relation as it is being written. */
export interface RelationDraft {
  target: string;
  onDelete: DeleteRule;
  /** The name of the key that joins the two sides; "" is derived. */
  foreignKey: string;
  /** Whether the other side gets a field as well, and what it is called. */
  reverse: boolean;
  reverseTitle: string;
  reverseName: string;
}

/** A field as it is being written. What is "" or undefined is left to the server. */
export interface FieldDraft {
  kind: KindId;
  type: FieldType;
  title: string;
  name: string;
  description: string;
  required: boolean;
  unique: boolean;
  index: boolean;
  defaultValue: unknown;
  choices: Choice[];
  rules: Rule[];
  /** The settings that only some kinds have, by their names in the API. */
  options: Record<string, unknown>;
  relation: RelationDraft;
}
