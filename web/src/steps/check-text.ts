import { holes, type Named, plausible } from "./variables";

/** Something wrong with a text, at its place. */
export interface Fault {
  from: number;
  to: number;
  code: "variable" | "bracket" | "quote" | "engine";
  /** What it is about: a path, a sign, or the engine's own words. */
  about: string;
}

/** What can be seen of a text without computing it: variables that cannot be right, and in expressions what is not closed. */
export function faults(text: string, language: "template" | "expression", known: readonly Named[]): Fault[] {
  const list: Fault[] = [];
  const all = holes(text, language);
  if (known.length > 0) {
    for (const h of all) {
      if (!plausible(known, h.path)) list.push({ from: h.from, to: h.to, code: "variable", about: h.path });
    }
  }
  return language === "expression" ? [...list, ...unclosed(blanked(text, all))] : list;
}

/** The text with every variable replaced by something of the same length that brackets and quotes are not in. */
function blanked(text: string, all: readonly { from: number; to: number }[]): string {
  let out = text;
  for (const { from, to } of all) out = out.slice(0, from) + "v".repeat(to - from) + out.slice(to);
  return out;
}

const closing: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

function unclosed(text: string): Fault[] {
  const open: { at: number; sign: string }[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i] ?? "";
    if (sign === '"' || sign === "'") {
      const end = endOfText(text, i);
      // A single quote transposes in math.js: after a name or a bracket it opens nothing.
      if (end < 0 && sign === "'" && /[\w)\]]/.test(text[i - 1] ?? "")) continue;
      if (end < 0) return [{ from: i, to: text.length, code: "quote", about: sign }];
      i = end;
    } else if (closing[sign]) open.push({ at: i, sign });
    else if (Object.values(closing).includes(sign)) {
      const last = open.pop();
      if (!last || closing[last.sign] !== sign) return [{ from: i, to: i + 1, code: "bracket", about: sign }];
    }
  }
  return open.slice(-1).map(({ at, sign }) => ({ from: at, to: at + 1, code: "bracket", about: sign }));
}

function endOfText(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === text[from]) return i;
  }
  return -1;
}

/**
 * What the engine says of an expression, with the names that it gives to variables replaced by theirs, and at its place
 * where it names one. It counts characters, from 1, of the text in which variables are called $$0, $$1 and so on.
 */
export function engineFault(text: string, message: string, name: (path: string) => string): Fault {
  const all = holes(text, "expression");
  const numbers = new Map<string, number>();
  for (const { path } of all) if (!numbers.has(path)) numbers.set(path, numbers.size);
  const paths = [...numbers.keys()];
  const about = message
    .replace(/\s*\(char \d+\)/, "")
    .replace(/\$\$(\d+)/g, (whole, n) => (paths[Number(n)] ? `“${name(paths[Number(n)] ?? "")}”` : whole));
  const char = /\(char (\d+)\)/.exec(message)?.[1];
  if (!char) return { from: 0, to: text.length, code: "engine", about };
  const at = Math.min(original(text, Number(char) - 1, all, numbers), Math.max(text.length - 1, 0));
  return { from: at, to: Math.min(at + 1, text.length), code: "engine", about };
}

/** The place in a text of a place in what the engine got. */
function original(
  text: string,
  at: number,
  all: readonly { from: number; to: number; path: string }[],
  numbers: Map<string, number>,
): number {
  let shift = 0;
  for (const h of all) {
    const length = `$$${numbers.get(h.path)}`.length;
    if (at < h.from - shift) break;
    if (at < h.from - shift + length) return h.from;
    shift += h.to - h.from - length;
  }
  return Math.min(at + shift, text.length);
}
