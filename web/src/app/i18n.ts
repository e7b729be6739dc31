import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Areas, Language } from "../locales/language";
import { chosenLanguage } from "./preferences";
import { createStore } from "./store";

type Core = Pick<Language, "direction" | "antd" | "texts">;
type Loaders<T> = Record<string, () => Promise<T>>;

// One file per language: its name is the language, as the API spells it. It is loaded in parts (scripts/texts.ts).
const files = import.meta.glob<Core>("../locales/*-*.ts", { query: "?part=core", import: "default" });

/** A part of the app whose texts come with its pages. */
export type Area = keyof Areas;

// The bundler reads these lines: each names its area itself.
const areas: Record<Area, Loaders<object>> = {
  applications: import.meta.glob("../locales/*-*.ts", { query: "?part=applications", import: "default" }),
  bindings: import.meta.glob("../locales/*-*.ts", { query: "?part=bindings", import: "default" }),
  canvas: import.meta.glob("../locales/*-*.ts", { query: "?part=canvas", import: "default" }),
  collections: import.meta.glob("../locales/*-*.ts", { query: "?part=collections", import: "default" }),
  designer: import.meta.glob("../locales/*-*.ts", { query: "?part=designer", import: "default" }),
  people: import.meta.glob("../locales/*-*.ts", { query: "?part=people", import: "default" }),
  records: import.meta.glob("../locales/*-*.ts", { query: "?part=records", import: "default" }),
  runs: import.meta.glob("../locales/*-*.ts", { query: "?part=runs", import: "default" }),
  steps: import.meta.glob("../locales/*-*.ts", { query: "?part=steps", import: "default" }),
  welcome: import.meta.glob("../locales/*-*.ts", { query: "?part=welcome", import: "default" }),
  workflows: import.meta.glob("../locales/*-*.ts", { query: "?part=workflows", import: "default" }),
};

function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.ts.*$/, "");
}

/** The languages that there are, by their names in themselves. */
export const languages = Object.keys(files)
  .map((path) => ({ code: nameOf(path), name: ownName(nameOf(path)) }))
  .sort((a, b) => a.name.localeCompare(b.name));

function ownName(code: string): string {
  const language = new Intl.Locale(code).language;
  const name = new Intl.DisplayNames([code], { type: "language" }).of(language) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** The language that fits best: the same one, else the first of the same tongue, else none. */
export function fitting(wanted: string, available: readonly string[]): string | undefined {
  const same = available.find((code) => code.toLowerCase() === wanted.toLowerCase());
  const tongue = wanted.toLowerCase().split("-")[0];
  return same ?? (tongue ? available.find((code) => code.toLowerCase().split("-")[0] === tongue) : undefined);
}

const codes = languages.map((l) => l.code);

function first(): string {
  for (const wanted of [chosenLanguage.get(), ...navigator.languages]) {
    const found = wanted && fitting(wanted, codes);
    if (found) return found;
  }
  return "en-US";
}

/** What the current language brings besides its texts. */
export const language = createStore<
  { code: string; antd: Language["antd"]; direction: Language["direction"] } | undefined
>(undefined);

// The areas whose texts were asked for, and each language's parts that are there or on their way.
const wanted = new Set<Area>();
const loaded = new Map<string, Promise<void>>();

/** Speaks a language from now on; one that does not exist changes nothing. */
export async function speak(named: string): Promise<void> {
  const code = fitting(named, codes);
  const load = code && files[fileOf(code)];
  if (!code || !load) return;
  const [{ texts, antd, direction }] = await Promise.all([load(), ...[...wanted].map((a) => loadArea(code, a))]);
  i18next.addResourceBundle(code, "translation", texts, true);
  await i18next.changeLanguage(code);
  document.documentElement.lang = code;
  document.documentElement.dir = direction;
  language.set({ code, antd, direction });
}

/** Sees to it that the texts of an area are there, in this and every language that is spoken later. */
export async function loadTexts(area: Area): Promise<void> {
  wanted.add(area);
  const spoken = language.get();
  if (spoken) await loadArea(spoken.code, area);
}

function loadArea(code: string, area: Area): Promise<void> {
  const name = `${code} ${area}`;
  const known = loaded.get(name);
  if (known) return known;
  const coming = fetchArea(code, area);
  loaded.set(name, coming);
  coming.catch(() => loaded.delete(name)); // the next page that needs it tries again
  return coming;
}

async function fetchArea(code: string, area: Area): Promise<void> {
  const texts: { refusals?: object } | undefined = await areas[area][fileOf(code)]?.();
  i18next.addResourceBundle(
    code,
    "translation",
    { [area]: texts, ...(texts?.refusals && { errors: texts.refusals }) },
    true,
  );
}

function fileOf(code: string): string {
  return `../locales/${code}.ts`;
}

/** Makes texts available, in the language of this browser. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  await speak(first());
}
