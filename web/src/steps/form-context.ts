import { createContext, useContext } from "react";
import type { Collection, ConfigSchema, FlowNode, Variable } from "../api/types";
import type { Config } from "./form-model";
import type { SpecWords } from "./spec-words";
import type { Named } from "./variables";

/** What stands around a form. */
export interface SpecContext {
  /** What its words are kept under: the type of a node, "trigger x" for a trigger, "run x" for a run by hand. */
  scope: string;
  /** The configuration of the workflow's trigger, where it is not the form's own. */
  outer?: Config | undefined;
  /** The collection that the workflow's trigger is about. */
  collection?: string | undefined;
  /** For the settings of a node: the node, and all nodes of its version. */
  node?: FlowNode | undefined;
  nodes?: readonly FlowNode[] | undefined;
  /** What the node may refer to. Without it the form takes constants only. */
  variables?: readonly Variable[] | undefined;
  /** The past run on which values are shown. */
  runId?: number | undefined;
  readOnly?: boolean | undefined;
}

/** A refusal at its place. */
export interface SettingError {
  field: string;
  errors: readonly string[];
}

/** What the parts of one form know. */
export interface FormScope extends SpecContext {
  schema: ConfigSchema;
  value: Config;
  words: SpecWords;
  /** All variables, also those inside of others. */
  known: readonly Named[];
  errors: readonly SettingError[];
  collections: readonly Collection[];
}

export const FormScopeContext = createContext<FormScope | undefined>(undefined);

/** The form that a part belongs to. */
export function useFormScope(): FormScope {
  const scope = useContext(FormScopeContext);
  if (!scope) throw new Error("a part of a form stands outside of one");
  return scope;
}

/** The fields of a collection, none when there is no such collection. */
export function fieldsOf(collections: readonly Collection[], name: string) {
  return collections.find((c) => c.name === name)?.fields ?? [];
}
