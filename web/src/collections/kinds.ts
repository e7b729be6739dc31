import type { Field, FieldType } from "../api/types";

/** What somebody means by a kind of field, in the order in which they are offered. */
export const kindGroups = ["text", "number", "choice", "date", "relation", "system", "other"] as const;
export type KindGroup = (typeof kindGroups)[number];

/** A validation rule of the server. `required` has a place of its own. */
export const ruleNames = [
  "min",
  "max",
  "length",
  "pattern",
  "email",
  "uri",
  "uuid",
  "greater",
  "less",
  "multiple",
  "integer",
  "precision",
] as const;
export type RuleName = (typeof ruleNames)[number];

const textRules = ["min", "max", "length", "pattern", "email", "uri", "uuid"] as const;
const wholeRules = ["min", "max", "greater", "less", "multiple"] as const;
const numberRules = [...wholeRules, "integer", "precision"] as const;
const dateRules = ["min", "max", "greater", "less"] as const;
const listRules = ["min", "max", "length"] as const;

interface KindDefinition {
  group: KindGroup;
  /** How values are kept: the first is the usual one. */
  types: readonly [FieldType, ...FieldType[]];
  interface: string;
  rules?: readonly RuleName[];
  /** Whether the database can keep values apart and find them fast. */
  keyed?: boolean;
  /** Whether new records may begin with a value. */
  initial?: boolean;
  /** Whether it has a list of values to choose from. */
  choices?: boolean;
  /** Whether Sequitur fills it: nobody has to give a value. */
  automatic?: boolean;
  /** The name that the field must have, for fields that a collection has once. */
  name?: string;
  /** Settings that go without asking. */
  options?: Readonly<Record<string, unknown>>;
}

const text = { group: "text", rules: textRules, keyed: true, initial: true } as const;
const number = { group: "number", rules: numberRules, keyed: true, initial: true } as const;
const date = { group: "date", rules: dateRules, keyed: true, initial: true } as const;
const relation = { group: "relation" } as const;
const system = { group: "system", automatic: true } as const;

/** The kinds of fields, by what people mean. */
export const kinds = {
  text: { ...text, types: ["string"], interface: "input" },
  longText: { ...text, types: ["text"], interface: "textarea" },
  markdown: { ...text, types: ["text"], interface: "markdown", keyed: false },
  email: { ...text, types: ["string"], interface: "email" },
  phone: { ...text, types: ["string"], interface: "phone" },
  url: { ...text, types: ["text"], interface: "url" },
  color: { ...text, types: ["string"], interface: "color", rules: [] },
  password: { ...text, types: ["password"], interface: "password", keyed: false, initial: false },
  integer: { ...number, types: ["bigInt", "integer"], interface: "integer", rules: wholeRules },
  number: { ...number, types: ["double", "float", "real"], interface: "number" },
  decimal: { ...number, types: ["decimal"], interface: "number" },
  percent: { ...number, types: ["float", "double", "decimal"], interface: "percent" },
  checkbox: { group: "choice", types: ["boolean"], interface: "checkbox", keyed: true, initial: true },
  select: { group: "choice", types: ["string"], interface: "select", keyed: true, initial: true, choices: true },
  radioGroup: {
    group: "choice",
    types: ["string"],
    interface: "radioGroup",
    keyed: true,
    initial: true,
    choices: true,
  },
  multipleSelect: {
    group: "choice",
    types: ["array", "set"],
    interface: "multipleSelect",
    rules: listRules,
    initial: true,
    choices: true,
  },
  checkboxGroup: {
    group: "choice",
    types: ["array", "set"],
    interface: "checkboxGroup",
    rules: listRules,
    initial: true,
    choices: true,
  },
  date: { ...date, types: ["dateOnly"], interface: "date" },
  datetime: { ...date, types: ["date", "datetime", "datetimeTz"], interface: "datetime" },
  datetimeNoTz: { ...date, types: ["datetimeNoTz"], interface: "datetimeNoTz" },
  time: { ...date, types: ["time"], interface: "time" },
  unixTimestamp: { ...date, types: ["unixTimestamp"], interface: "unixTimestamp" },
  belongsTo: { ...relation, types: ["belongsTo"], interface: "m2o" },
  hasMany: { ...relation, types: ["hasMany"], interface: "o2m" },
  belongsToMany: { ...relation, types: ["belongsToMany"], interface: "m2m" },
  hasOne: { ...relation, types: ["hasOne"], interface: "oho" },
  createdAt: {
    ...system,
    types: ["date"],
    interface: "createdAt",
    name: "createdAt",
    keyed: true,
    options: { field: "createdAt" },
  },
  createdBy: {
    ...system,
    types: ["belongsTo"],
    interface: "createdBy",
    name: "createdBy",
    options: { target: "users", foreignKey: "createdById", targetKey: "id" },
  },
  updatedAt: {
    ...system,
    types: ["date"],
    interface: "updatedAt",
    name: "updatedAt",
    keyed: true,
    options: { field: "updatedAt" },
  },
  updatedBy: {
    ...system,
    types: ["belongsTo"],
    interface: "updatedBy",
    name: "updatedBy",
    options: { target: "users", foreignKey: "updatedById", targetKey: "id" },
  },
  sort: { ...system, types: ["sort"], interface: "sort" },
  uuid: { ...system, types: ["uuid"], interface: "uuid", keyed: true },
  nanoid: { ...system, types: ["nanoid"], interface: "nanoid", keyed: true },
  uid: { ...system, types: ["uid"], interface: "input", keyed: true },
  snowflakeId: { ...system, types: ["snowflakeId"], interface: "snowflakeId", keyed: true },
  json: { group: "other", types: ["json", "jsonb"], interface: "json", initial: true },
  virtual: { group: "other", types: ["virtual"], interface: "input" },
  context: {
    group: "other",
    types: ["context"],
    interface: "input",
    automatic: true,
    options: { dataIndex: "state.currentUser.id", dataType: "bigInt" },
  },
} as const satisfies Record<string, KindDefinition>;

export type KindId = keyof typeof kinds;
export const kindIds = Object.keys(kinds) as KindId[];

/** What is known of a kind. */
export const kindOf = (id: KindId): KindDefinition => kinds[id];

/** The kinds of one group, in their order. */
export const kindsIn = (group: KindGroup): KindId[] => kindIds.filter((id) => kindOf(id).group === group);

const holds = (id: KindId, type: FieldType) => kindOf(id).types.includes(type);

/** The kind of a field: the one of its interface that can keep its type, else one of the type. */
export function kindOfField(field: Pick<Field, "type" | "interface">): KindId {
  const named = kindIds.find((id) => kindOf(id).interface === field.interface && holds(id, field.type));
  return named ?? kindIds.find((id) => holds(id, field.type)) ?? "json";
}

/** Whether a field is a relation. */
export const isRelation = (field: Pick<Field, "type">): boolean =>
  ["belongsTo", "hasOne", "hasMany", "belongsToMany"].includes(field.type);

/** Whether a relation leads to several records. */
export const isToMany = (field: Pick<Field, "type">): boolean =>
  field.type === "hasMany" || field.type === "belongsToMany";

/** Whether a field says when and by whom a record was made or changed. */
export const isNote = (field: Pick<Field, "interface">): boolean =>
  ["createdAt", "createdBy", "updatedAt", "updatedBy"].includes(field.interface ?? "");
