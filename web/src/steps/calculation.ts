import { asObject } from "./form-model";

/** A comparison of two values, of which either may be a variable. */
export interface Comparison {
  calculator: string;
  operands: [unknown, unknown];
}

/** Conditions that all hold, or of which one does. */
export interface Group {
  group: { type: "and" | "or"; calculations: Calculation[] };
}

export type Calculation = Comparison | Group;

/** The comparisons that there are, in the order in which people look for them. */
export const calculators = [
  "equal",
  "notEqual",
  "gt",
  "gte",
  "lt",
  "lte",
  "includes",
  "notIncludes",
  "startsWith",
  "notStartsWith",
  "endsWith",
  "notEndsWith",
] as const;
export type Calculator = (typeof calculators)[number];

const signs: Record<string, Calculator> = {
  "==": "equal",
  "!=": "notEqual",
  ">": "gt",
  ">=": "gte",
  "<": "lt",
  "<=": "lte",
};

export function isGroup(c: Calculation): c is Group {
  return "group" in c;
}

export const emptyComparison = (): Comparison => ({ calculator: "equal", operands: [undefined, undefined] });

/** A stored condition as a group: one comparison alone becomes a group of it. */
export function asGroup(stored: unknown): Group {
  const c = read(stored);
  if (c && isGroup(c)) return c;
  return { group: { type: "and", calculations: c ? [c] : [] } };
}

function read(stored: unknown): Calculation | undefined {
  const o = asObject(stored);
  if ("group" in o) {
    const { type, calculations } = asObject(o.group);
    const list = Array.isArray(calculations) ? calculations.flatMap((c) => read(c) ?? []) : [];
    return { group: { type: type === "or" ? "or" : "and", calculations: list } };
  }
  if (!("calculator" in o) && !("operands" in o)) return undefined;
  const [a, b] = Array.isArray(o.operands) ? o.operands : [];
  const name = String(o.calculator ?? "equal");
  return { calculator: signs[name] ?? name, operands: [a, b] };
}

/** What is stored of a group: nothing when it asks nothing. */
export function stored(g: Group): Group | undefined {
  return g.group.calculations.length > 0 ? g : undefined;
}
