import type { ValueType } from "../api/types";
import { functionsOf } from "./functions";
import { fold, type Named, written } from "./variables";

/** What a text is: a template, an expression of an engine, or JSON with variables in its texts. */
export type Language = "template" | "expression" | "json";

export interface Completion {
  label: string;
  /** What is put in instead of what was typed. */
  insert: string;
  kind: "variable" | "function";
  type?: ValueType;
  detail?: string;
}

export interface Completions {
  from: number;
  options: Completion[];
}

/** How many variables are offered at once. */
const most = 200;

/**
 * What may stand at a place of a text. A variable is offered after its opening brace or dollar sign, a function after its
 * first letter; asked for explicitly, whatever fits the word before.
 */
export function complete(
  text: string,
  at: number,
  language: Language,
  engine: string,
  known: readonly Named[],
  explicit: boolean,
): Completions | undefined {
  const before = text.slice(0, at);
  const opened = /\{\{?([^{}]*)$|(?<![\w.])\$([\w.$]*)$/.exec(before);
  if (opened) {
    const from = opened.index;
    const typed = opened[0].replace(/^[{\s]+/, "");
    return { from, options: variables(known, typed) };
  }
  const word = /[\p{L}_][\p{L}\p{N}_.]*$/u.exec(before)?.[0] ?? "";
  if (!word && !explicit) return undefined;
  const from = at - word.length;
  const functions = language === "expression" ? functionsFor(engine, word) : [];
  if (language !== "expression" && !explicit) return undefined;
  const options = [...functions, ...variables(known, word)];
  return options.length > 0 ? { from, options } : undefined;
}

function variables(known: readonly Named[], typed: string): Completion[] {
  const wanted = fold(typed);
  const scored = known
    .filter((n) => !isFolder(n))
    .map((n) => ({ n, rank: rank(n, wanted) }))
    .filter((s) => s.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.n.names.length - b.n.names.length);
  return scored.slice(0, most).map(({ n }) => ({
    label: n.names.join(" › "),
    insert: written(n.path),
    kind: "variable",
    type: n.type,
    detail: n.path,
  }));
}

/** What only holds others: choosing it would say nothing. */
function isFolder(n: Named): boolean {
  return n.names.length === 1 && n.path !== "$context";
}

/** How well a variable fits: by its own name, by a name above it, by its path. -1: not at all. */
function rank(n: Named, wanted: string): number {
  if (!wanted) return 0;
  const own = fold(n.names.at(-1) ?? "");
  if (own === wanted) return 0;
  if (own.startsWith(wanted)) return 1;
  if (fold(n.path).startsWith(wanted)) return 2;
  if (own.includes(wanted)) return 3;
  if (fold(n.names.join(" ")).includes(wanted)) return 4;
  return fold(n.path).includes(wanted) ? 5 : -1;
}

function functionsFor(engine: string, word: string): Completion[] {
  if (!word) return [];
  const wanted = word.toLowerCase();
  return functionsOf(engine)
    .filter((f) => f.name.toLowerCase().startsWith(wanted))
    .map((f) => ({ label: f.name, insert: f.call ? `${f.name}(` : f.name, kind: "function", detail: f.signature }));
}
