import { expect, test } from "vitest";
import type { Collection, Field } from "../api/types";
import { answersOf, fitting, kinds } from "./kinds";
import { answered, fitsAction, made, missing, offeredFields, recipeNames } from "./recipe";
import { recipes } from "./recipes";

const field = (name: string, type: string, more: object = {}) =>
  ({ name, type, interface: null, collectionName: "", key: name, ...more }) as unknown as Field;

const collections = [
  {
    name: "claims",
    fields: [
      field("id", "snowflakeId", { primaryKey: true }),
      field("title", "string"),
      field("status", "string"),
      field("amount", "double"),
      field("applicantId", "bigInt", { isForeignKey: true }),
      field("applicant", "belongsTo", { target: "people", foreignKey: "applicantId", targetKey: "id" }),
      field("createdBy", "belongsTo", { target: "users", interface: "createdBy" }),
    ],
  },
  { name: "people", fields: [field("name", "string"), field("total", "double")] },
  {
    name: "notes",
    fields: [field("text", "text"), field("claim", "belongsTo", { target: "claims", foreignKey: "claimId" })],
  },
] as unknown as Collection[];

const context = { collections, everywhere: true, step: (name: string) => name };
const recipe = (name: string) => {
  const found = recipes.find((r) => r.name === name);
  if (!found) throw new Error(name);
  return found;
};

test("each recipe is there once, in its order", () => {
  expect(recipes.map((r) => r.name)).toEqual([...recipeNames]);
});

test("a refusal says so at the field, and only where the field is empty", () => {
  const body = made(
    recipe("refuse"),
    "No title",
    { collection: "claims", mustField: "title", refuseMessage: "A title, please." },
    context,
  );
  expect(body).toMatchObject({
    title: "No title",
    type: "request-interception",
    config: { collection: "claims", global: true, actions: ["create"] },
  });
  expect(body.nodes[0]?.branches?.["0"]?.map((n) => [n.type, n.config])).toEqual([
    ["response-message", { message: "A title, please.", field: "title" }],
    ["end", { endStatus: -1 }],
  ]);
});

test("for a button it listens to nothing else", () => {
  const body = made(
    recipe("thank"),
    "x",
    { collection: "claims", thanks: "Thanks" },
    { ...context, everywhere: false },
  );
  expect(body).toMatchObject({ type: "action", sync: true, config: { collection: "claims" } });
  expect(body.config).not.toHaveProperty("global");
});

test("a follow-up is linked to what it follows where there is a relation", () => {
  const answers = { collection: "claims", target: "notes", followField: "text", followText: "Look at it" };
  expect(made(recipe("follow"), "x", answers, context).nodes[0]?.config).toEqual({
    collection: "notes",
    params: { values: { text: "Look at it", claimId: "{{$context.data.id}}" } },
  });
  const alone = { ...answers, target: "people", followField: "name" };
  expect(made(recipe("follow"), "x", alone, context).nodes[0]?.config).toEqual({
    collection: "people",
    params: { values: { name: "Look at it" } },
  });
});

test("a total is added up on the record that the items belong to", () => {
  const total = recipe("total");
  const answers = { items: "claims", amountField: "amount", relation: "applicant", totalField: "total" };
  const asked = (name: string) => total.questions.find((q) => q.name === name);
  const relation = asked("relation");
  const sum = asked("totalField");
  expect(relation?.ask === "field" && offeredFields(relation, answers, collections).map((f) => f.name)).toEqual([
    "applicant",
  ]);
  expect(sum?.ask === "field" && offeredFields(sum, answers, collections).map((f) => f.name)).toEqual(["total"]);
  const body = made(total, "x", answers, context);
  expect(body.config).toEqual({ collection: "claims", mode: 1, condition: { applicantId: { $notEmpty: true } } });
  expect(body.nodes[1]?.config.expression).toBe("{{$jobsMapByNodeKey.find.total}} + {{$context.data.amount}}");
});

test("what is watched is not what is set", () => {
  const react = recipe("react");
  const setting = react.questions.find((q) => q.name === "setField");
  expect(
    setting?.ask === "field" &&
      offeredFields(setting, { collection: "claims", watchField: "amount" }, collections).map((f) => f.name),
  ).toEqual(["title", "status"]);
});

test("another collection forgets what was chosen in the first one, another field its value", () => {
  const press = recipe("press");
  const answers = { collection: "claims", setField: "status", setValue: "done", thanks: "Done" };
  expect(answered(press, answers, "collection", "people", collections)).toEqual({
    collection: "people",
    thanks: "Done",
  });
  expect(answered(press, answers, "setField", "title", collections)).toEqual({
    collection: "claims",
    setField: "title",
    thanks: "Done",
  });
  expect(missing(press, { collection: "claims", thanks: " " })).toEqual(["setField", "setValue", "thanks"]);
});

test("no is an answer", () => {
  expect(
    missing(recipe("decide"), {
      collection: "a",
      numberField: "b",
      limit: 0,
      decideField: "c",
      smallValue: false,
      largeValue: true,
    }),
  ).toEqual([]);
});

test("a button is offered what means something for its action", () => {
  const on = { collection: "claims", many: false };
  const names = (action: string, at: { collection: string | null; many: boolean } = on) =>
    recipes.filter((r) => fitsAction(r, action, at)).map((r) => r.name);
  expect(names("create")).toEqual(["refuse", "fill", "follow", "decide", "thank"]);
  expect(names("update")).toEqual(["follow", "decide", "thank"]);
  expect(names("destroy")).toEqual(["thank"]);
  expect(names("trigger")).toEqual(["press"]);
  expect(names("trigger", { collection: "claims", many: true })).toEqual([]);
  expect(names("trigger", { collection: null, many: false })).toEqual([]);
});

test("the questions lead to each kind, and back", () => {
  for (const kind of kinds) {
    const { cause, moment } = answersOf(kind);
    expect(fitting(cause, moment)).toBe(kind);
  }
  expect(fitting("action", undefined)).toBeUndefined();
});
