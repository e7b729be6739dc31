import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../locales/language";
import { chosenLanguage } from "./preferences";
import { createStore } from "./store";

// One file per language: its name is the language, as the API spells it.
const files = import.meta.glob<{ default: Language }>("../locales/*-*.ts");

function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.ts$/, "");
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

/** Speaks a language from now on; one that does not exist changes nothing. */
export async function speak(wanted: string): Promise<void> {
  const code = fitting(wanted, codes);
  const load = code && files[`../locales/${code}.ts`];
  if (!code || !load) return;
  const { texts, antd, direction } = (await load()).default;
  i18next.addResourceBundle(code, "translation", texts);
  await i18next.changeLanguage(code);
  document.documentElement.lang = code;
  document.documentElement.dir = direction;
  language.set({ code, antd, direction });
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
