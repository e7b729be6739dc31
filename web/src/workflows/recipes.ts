import type { Collection, Field } from "../api/types";
import { isRelation, isWritable, kindOf } from "../records/kinds";
import { type Answers, fieldsOf, type NewNode, type Recipe, type RecipeContext } from "./recipe";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const isNumber = (f: Field) => ["integer", "number", "decimal", "percent"].includes(kindOf(f)) && isPlain(f);
const isText = (f: Field) => ["text", "longText"].includes(kindOf(f)) && isPlain(f);
const isToOne = (f: Field) => f.type === "belongsTo" && Boolean(f.target) && !isAuthor(f);

/** Who wrote a record is the server's to say. */
function isAuthor(f: Field): boolean {
  return f.interface === "createdBy" || f.interface === "updatedBy";
}

/** A field that a workflow may set to a constant. */
function isPlain(f: Field): boolean {
  return !isRelation(f) && isWritable(f) && kindOf(f) !== "none" && kindOf(f) !== "password" && !f.isForeignKey;
}

const always = { engine: "basic" };

function given(path: string): Record<string, unknown> {
  const differs = (value: unknown) => ({ calculator: "notEqual", operands: [`{{${path}}}`, value] });
  const calculation = { group: { type: "and", calculations: [differs(null), differs("")] } };
  return { ...always, rejectOnFalse: false, calculation };
}

const thisRecord = { id: { $eq: "{{$context.data.id}}" } };

function scope(answers: Answers, { everywhere }: RecipeContext): Record<string, unknown> {
  return { collection: answers.collection, ...(everywhere && { global: true, actions: ["create"] }) };
}

function set(key: string, title: string, collection: unknown, field: unknown, value: unknown): NewNode {
  const params = { filter: thisRecord, values: { [text(field)]: value } };
  return { key, type: "update", title, config: { collection, params } };
}

/** A collection whose records belong to something that can keep their sum. */
function canBeSummed(c: Collection, all: readonly Collection[]): boolean {
  const fields = c.fields ?? [];
  return fields.some(isNumber) && fields.some((f) => isToOne(f) && fieldsOf(all, f.target).some(isNumber));
}

/** The values of a follow-up record: its text, and the record that it follows where there is a relation to it. */
function followed(answers: Answers, collections: readonly Collection[]): Record<string, unknown> {
  const back = fieldsOf(collections, answers.target).find((f) => isToOne(f) && f.target === answers.collection);
  const link = back?.foreignKey && { [back.foreignKey]: `{{$context.data.${back.targetKey ?? "id"}}}` };
  return { [text(answers.followField)]: answers.followText, ...link };
}

/** The recipes, in the order in which they are offered. */
export const recipes: readonly Recipe[] = [
  {
    name: "refuse",
    kind: "request-interception",
    questions: [
      { name: "collection", ask: "collection", fits: (c) => (c.fields ?? []).some(isPlain) },
      { name: "mustField", ask: "field", of: "collection", accepts: isPlain },
      { name: "refuseMessage", ask: "text" },
    ],
    make: (answers, context) => ({
      config: scope(answers, context),
      nodes: [
        {
          key: "has-value",
          type: "condition",
          title: context.step("hasValue"),
          config: given(`$context.params.values.${text(answers.mustField)}`),
          branches: {
            "0": [
              {
                key: "say-why",
                type: "response-message",
                title: context.step("sayWhy"),
                config: { message: answers.refuseMessage, field: answers.mustField },
              },
              { key: "refuse", type: "end", title: context.step("refuse"), config: { endStatus: -1 } },
            ],
          },
        },
      ],
    }),
  },
  {
    name: "fill",
    kind: "request-interception",
    questions: [
      { name: "collection", ask: "collection", fits: (c) => (c.fields ?? []).some(isPlain) },
      { name: "fillField", ask: "field", of: "collection", accepts: isPlain },
      { name: "fillValue", ask: "value", field: "fillField" },
    ],
    make: (answers, context) => ({
      config: scope(answers, context),
      nodes: [
        {
          key: "has-value",
          type: "condition",
          title: context.step("hasValue"),
          config: given(`$context.params.values.${text(answers.fillField)}`),
          branches: {
            "0": [
              {
                key: "fill",
                type: "request-values",
                title: context.step("fill"),
                config: { values: { [text(answers.fillField)]: answers.fillValue } },
              },
            ],
          },
        },
      ],
    }),
  },
  {
    name: "follow",
    kind: "action",
    questions: [
      { name: "collection", ask: "collection" },
      { name: "target", ask: "collection", fits: (c) => (c.fields ?? []).some(isText) },
      { name: "followField", ask: "field", of: "target", accepts: isText },
      { name: "followText", ask: "text" },
    ],
    make: (answers, context) => ({
      config: scope(answers, context),
      nodes: [
        {
          key: "follow",
          type: "create",
          title: context.step("follow"),
          config: { collection: answers.target, params: { values: followed(answers, context.collections) } },
        },
      ],
    }),
  },
  {
    name: "total",
    kind: "collection",
    questions: [
      { name: "items", ask: "collection", fits: canBeSummed },
      { name: "amountField", ask: "field", of: "items", accepts: isNumber },
      { name: "relation", ask: "field", of: "items", accepts: isToOne },
      { name: "totalField", ask: "field", of: "items", through: "relation", accepts: isNumber },
    ],
    make: (answers, { collections, step }) => {
      const relation = fieldsOf(collections, answers.items).find((f) => f.name === answers.relation);
      const key = relation?.foreignKey ?? "";
      const whole = { [relation?.targetKey ?? "id"]: { $eq: `{{$context.data.${key}}}` } };
      const total = text(answers.totalField);
      const sum = `{{$jobsMapByNodeKey.find.${total}}} + {{$context.data.${text(answers.amountField)}}}`;
      return {
        config: { collection: answers.items, mode: 1, condition: { [key]: { $notEmpty: true } } },
        nodes: [
          {
            key: "find",
            type: "query",
            title: step("find"),
            config: { collection: relation?.target, multiple: false, failOnEmpty: true, params: { filter: whole } },
          },
          { key: "add", type: "calculation", title: step("add"), config: { engine: "math.js", expression: sum } },
          {
            key: "store",
            type: "update",
            title: step("store"),
            config: {
              collection: relation?.target,
              params: { filter: whole, values: { [total]: "{{$jobsMapByNodeKey.add}}" } },
            },
          },
        ],
      };
    },
  },
  {
    name: "press",
    kind: "custom-action",
    sync: true,
    questions: [
      { name: "collection", ask: "collection", fits: (c) => (c.fields ?? []).some(isPlain) },
      { name: "setField", ask: "field", of: "collection", accepts: isPlain },
      { name: "setValue", ask: "value", field: "setField" },
      { name: "thanks", ask: "text" },
    ],
    make: (answers, { step }) => ({
      config: { type: 1, collection: answers.collection },
      nodes: [
        set("set", step("set"), answers.collection, answers.setField, answers.setValue),
        { key: "tell", type: "response-message", title: step("tell"), config: { message: answers.thanks } },
      ],
    }),
  },
  {
    name: "react",
    kind: "collection",
    questions: [
      { name: "collection", ask: "collection", fits: (c) => (c.fields ?? []).filter(isPlain).length > 1 },
      { name: "watchField", ask: "field", of: "collection", accepts: isPlain },
      { name: "setField", ask: "field", of: "collection", accepts: isPlain },
      { name: "setValue", ask: "value", field: "setField" },
    ],
    make: (answers, { step }) => ({
      config: { collection: answers.collection, mode: 2, changed: [answers.watchField] },
      nodes: [set("set", step("set"), answers.collection, answers.setField, answers.setValue)],
    }),
  },
  {
    name: "decide",
    kind: "action",
    questions: [
      { name: "collection", ask: "collection", fits: (c) => (c.fields ?? []).some(isNumber) },
      { name: "numberField", ask: "field", of: "collection", accepts: isNumber },
      { name: "limit", ask: "number" },
      { name: "decideField", ask: "field", of: "collection", accepts: isPlain },
      { name: "smallValue", ask: "value", field: "decideField" },
      { name: "largeValue", ask: "value", field: "decideField" },
    ],
    make: (answers, context) => {
      const { collection, decideField } = answers;
      const small = { calculator: "lte", operands: [`{{$context.data.${text(answers.numberField)}}}`, answers.limit] };
      const calculation = { group: { type: "and", calculations: [small] } };
      return {
        config: scope(answers, context),
        nodes: [
          {
            key: "small",
            type: "condition",
            title: context.step("small"),
            config: { ...always, rejectOnFalse: false, calculation },
            branches: {
              "1": [set("when-small", context.step("whenSmall"), collection, decideField, answers.smallValue)],
              "0": [set("when-large", context.step("whenLarge"), collection, decideField, answers.largeValue)],
            },
          },
        ],
      };
    },
  },
  {
    name: "thank",
    kind: "action",
    sync: true,
    questions: [
      { name: "collection", ask: "collection" },
      { name: "thanks", ask: "text" },
    ],
    make: (answers, context) => ({
      config: scope(answers, context),
      nodes: [
        {
          key: "tell",
          type: "response-message",
          title: context.step("tell"),
          config: { message: answers.thanks },
        },
      ],
    }),
  },
];
