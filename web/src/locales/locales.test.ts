import { expect, test } from "vitest";
import { decisions, type ErrorCode, layers, outcomes, reasons } from "../api/types";
import english from "./en-US";
import type { Language } from "./language";

const files = import.meta.glob<{ default: Language }>("./*-*.ts", { eager: true });
const languages = Object.entries(files).map(([path, { default: language }]) => ({ code: path.slice(2, -3), language }));

/** A language's texts, those of areas as the app finds them. */
const all = (l: Pick<Language, "texts" | "areas">) => ({ ...l.texts, ...l.areas });

/** Every text by its path. */
function texts(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[path, value]]);
  const all = new Map<string, string>();
  for (const [key, inner] of Object.entries(value as object)) {
    for (const [p, text] of texts(inner, path ? `${path}.${key}` : key)) all.set(p, text);
  }
  return all;
}

const plural = /_(zero|one|two|few|many|other)$/;

/** The keys that a language must have: those of English, with its own plural forms. */
function wanted(code: string): string[] {
  const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
  const keys = new Set<string>();
  for (const key of texts(all(english)).keys()) {
    if (!plural.test(key)) keys.add(key);
    else for (const form of forms) keys.add(key.replace(plural, `_${form}`));
  }
  return [...keys].sort();
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test("there are English and French", () => {
  expect(languages.map((l) => l.code)).toEqual(expect.arrayContaining(["en-US", "fr-FR"]));
});

test.each(languages)("$code is complete", ({ code, language }) => {
  const own = texts(all(language));
  const sources = texts(all(english));
  expect([...own.keys()].sort()).toEqual(wanted(code));
  for (const [key, text] of own) {
    expect(text.trim(), key).not.toBe("");
    const source = sources.get(key) ?? sources.get(key.replace(plural, "_other")) ?? "";
    expect(placeholders(text), key).toEqual(placeholders(source));
  }
});

test.each(languages.filter((l) => l.code !== "en-US"))("$code is translated", ({ language }) => {
  const own = texts(all(language));
  const same = [...texts(all(english))].filter(
    ([key, text]) => own.get(key) === text && /[a-z]{4,}.* .*[a-z]{4,}/i.test(text.replace(/\{\{\w+\}\}/g, "")),
  );
  expect(same.map(([key]) => key)).toEqual([]);
});

test("everything that a receipt can say has its words", () => {
  const all = english.texts;
  expect(Object.keys(all.outcomes).sort()).toEqual([...outcomes].sort());
  expect(Object.keys(all.outcomeMeans).sort()).toEqual([...outcomes].sort());
  expect(Object.keys(all.verdicts).sort()).toEqual([...decisions].sort());
  expect(Object.keys(all.verdictMeans).sort()).toEqual([...decisions].sort());
  expect(Object.keys(all.reasons).sort()).toEqual([...reasons].sort());
  expect(Object.keys(all.layers).sort()).toEqual([...layers].sort());
});

test("only codes that the API has are translated", () => {
  const { unreachable: _, unknown: __, ...codes } = english.texts.errors;
  const invented: never[] = [] as Exclude<keyof typeof codes, ErrorCode>[]; // the compiler compares
  expect(invented).toEqual([]);
});
