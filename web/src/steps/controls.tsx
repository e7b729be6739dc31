import { type ComponentType, lazy } from "react";
import { Appends, CollectionChoice, FieldChoice, Fields, NodeChoice } from "./choose-model";
import { Choice, Choices, NumberInput, SwitchInput, TextInput, Texts, YesNo } from "./choose-plain";
import type { ControlProps } from "./control-props";
import type { Kind } from "./form-model";
import { List, Optional } from "./objects";

const controls: Record<Exclude<Kind, "group">, ComponentType<ControlProps>> = {
  collection: CollectionChoice,
  field: FieldChoice,
  fields: Fields,
  appends: Appends,
  node: NodeChoice,
  choice: Choice,
  yesNo: YesNo,
  choices: Choices,
  switch: SwitchInput,
  number: NumberInput,
  text: TextInput,
  texts: Texts,
  optional: Optional,
  list: List,
  hidden: () => null,
  // What most forms do not have comes when it is needed.
  sort: lazy(() => import("./sort-input")),
  filter: lazy(() => import("./filter-input")),
  values: lazy(() => import("./values-input")),
  submitted: lazy(() => import("./submitted-input")),
  template: lazy(() => import("./template-input")),
  expression: lazy(() => import("./expression-setting")),
  calculation: lazy(() => import("./calculation-input")),
  record: lazy(() => import("./record-input")),
  records: lazy(() => import("./records-input")),
  user: lazy(() => import("./user-input")),
  role: lazy(() => import("./role-input")),
  json: lazy(() => import("./json-input")),
};

/** The control for a kind of setting. */
export function controlOf(kind: Exclude<Kind, "group">): ComponentType<ControlProps> {
  return controls[kind];
}
