import type { ValueType, Variable } from "../api/types";

/** A variable with its place in the tree, for search, completion and names. */
export interface Named {
  /** As it stands between braces. */
  path: string;
  /** What people call it, from the root on. */
  names: string[];
  type: ValueType;
  variable: Variable;
}

/** Every variable of a tree, those with parts before their parts. */
export function flat(tree: readonly Variable[], names: readonly string[] = []): Named[] {
  return tree.flatMap((v) => {
    const own = [...names, v.title];
    return [{ path: v.path, names: own, type: v.type, variable: v }, ...flat(v.children ?? [], own)];
  });
}

/** A tree with the parts of one variable put in: they were asked for later. */
export function unfolded(tree: readonly Variable[], path: string, parts: Variable[]): Variable[] {
  return tree.map((v) => {
    if (v.path === path) return { ...v, children: parts, lazy: false };
    return v.children ? { ...v, children: unfolded(v.children, path, parts) } : v;
  });
}

/** The branches of a tree in which something matches what is searched for, by title, name or path. */
export function found(tree: readonly Variable[], text: string): Variable[] {
  const wanted = fold(text);
  if (!wanted) return [...tree];
  return tree.flatMap((v) => {
    if (fold(v.title).includes(wanted) || fold(v.path).includes(wanted)) return [v];
    const children = found(v.children ?? [], text);
    return children.length > 0 ? [{ ...v, children }] : [];
  });
}

/** A text without case and accents: what people type is compared like this. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** One variable in a text. */
export interface Hole {
  from: number;
  to: number;
  path: string;
}

// As the server reads them: package expr.
const inTemplate = /\{\{([\w\s:\-+.,@/()?=*$]+)\}\}/g;
const inExpression = /\{\{([\w\s$.-]+)\}\}/g;

/** The variables of a text, in order. In a template a default may follow the path. */
export function holes(text: string, language: "template" | "expression"): Hole[] {
  const list: Hole[] = [];
  for (const m of text.matchAll(language === "template" ? inTemplate : inExpression)) {
    const inner = (m[1] ?? "").trim();
    const path = language === "template" ? (inner.split(":")[0] ?? "").trim() : inner;
    if (!path || (language === "expression" && /\s/.test(path))) continue;
    list.push({ from: m.index, to: m.index + m[0].length, path });
  }
  return list;
}

/** The path of the variable that a text consists of, undefined for any other text. */
export function sole(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  const [hole, ...more] = holes(text, "template");
  return hole && more.length === 0 && hole.from === 0 && hole.to === text.length ? hole.path : undefined;
}

/** Whether a value is a text with a variable in it. */
export function hasVariable(value: unknown): boolean {
  return typeof value === "string" && holes(value, "template").length > 0;
}

/** The variables that a configuration refers to, each once, sorted. */
export function used(config: unknown): string[] {
  const paths = new Set<string>();
  const visit = (v: unknown) => {
    if (typeof v === "string") for (const h of holes(v, "template")) paths.add(h.path);
    else if (Array.isArray(v)) v.forEach(visit);
    else if (typeof v === "object" && v !== null) {
      for (const [name, member] of Object.entries(v)) {
        visit(name);
        visit(member);
      }
    }
  };
  visit(config);
  return [...paths].sort();
}

/** A variable as it is written into a text. */
export function written(path: string): string {
  return `{{${path}}}`;
}

/** A variable of a list of all by its path; the alias of the path's root is ignored. */
export function named(all: readonly Named[], path: string): Named | undefined {
  const plain = path.replace(/^ctx\./, "");
  return all.find((n) => n.path === plain);
}

/** What people call a variable: the last of its names, with what it belongs to when it is a part. */
export function shortName(all: readonly Named[], path: string): string {
  const known = named(all, path);
  if (known) return withoutRoot(known).join(" › ");
  const [owner, rest] = nearest(all, path);
  return owner ? [...withoutRoot(owner), ...rest].join(" › ") : path;
}

/** The names of a variable without that of the root that it is below. */
function withoutRoot({ names }: Named): string[] {
  return names.length > 1 ? names.slice(1) : names;
}

/** The variable that a path goes through and that is known, with what follows it. */
export function nearest(all: readonly Named[], path: string): [Named | undefined, string[]] {
  const segments = path.replace(/^ctx\./, "").split(".");
  for (let n = segments.length - 1; n > 0; n -= 1) {
    const owner = named(all, segments.slice(0, n).join("."));
    if (owner) return [owner, segments.slice(n)];
  }
  return [undefined, segments];
}

/** Whether a path may be right: it is known, or leads into something whose parts are not all known. */
export function plausible(all: readonly Named[], path: string): boolean {
  if (named(all, path)) return true;
  const [owner] = nearest(all, path);
  if (!owner) return false;
  const { lazy, type, children } = owner.variable;
  return Boolean(lazy) || type === "any" || type === "list" || (type === "object" && !children);
}

/** A constant as people type it: numbers, true, false and null count as such, anything else is a text. */
export function constant(text: string): unknown {
  const plain = text.trim();
  if (plain === "true" || plain === "false") return plain === "true";
  if (plain === "null") return null;
  return plain !== "" && String(Number(plain)) === plain ? Number(plain) : text;
}

/** How a constant is typed. */
export function typed(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
