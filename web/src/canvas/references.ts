import type { NodeSpec } from "../api/types";
import { type Line, type Step, stepsOf } from "./tree";

/** A variable that a step gives, or that counts inside of it. */
const variable = /\{\{\s*\$(?:jobsMapByNodeKey|scopes)\.([A-Za-z0-9_][A-Za-z0-9_-]*)[^}]*\}\}/g;
const part = /(\$(?:jobsMapByNodeKey|scopes)\.)([A-Za-z0-9_][A-Za-z0-9_-]*)/g;

/** Maps every text and every name in a configuration. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((v) => mapTexts(v, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [change(k), mapTexts(v, change)]));
}

/** The settings of a type that name a step by its key. */
function keySettings(type: string, specs: readonly NodeSpec[]): string[] {
  const properties = specs.find((s) => s.type === type)?.config.properties ?? {};
  return Object.keys(properties).filter((name) => properties[name]?.["x-as"] === "node");
}

/** The keys of the steps that a step refers to. */
export function referencesOf(step: Step, specs: readonly NodeSpec[]): Set<string> {
  const found = new Set<string>();
  mapTexts(step.config, (text) => {
    for (const m of text.matchAll(variable)) if (m[1]) found.add(m[1]);
    return text;
  });
  for (const name of keySettings(step.type, specs)) {
    const key = step.config[name];
    if (typeof key === "string" && key) found.add(key);
  }
  return found;
}

/** The steps outside of a set that refer to one of the set. */
export function usersOf(line: Line, keys: ReadonlySet<string>, specs: readonly NodeSpec[]): Step[] {
  return [...stepsOf(line)].filter((s) => !keys.has(s.key) && [...referencesOf(s, specs)].some((key) => keys.has(key)));
}

/** A configuration that refers to steps by other keys. */
export function withKeys(step: Step, keys: ReadonlyMap<string, string>, specs: readonly NodeSpec[]): Step["config"] {
  const rename = (text: string) => text.replace(part, (_, root: string, key: string) => root + (keys.get(key) ?? key));
  const config = mapTexts(step.config, (text) => text.replace(variable, rename)) as Step["config"];
  for (const name of keySettings(step.type, specs)) {
    const key = config[name];
    if (typeof key === "string") config[name] = keys.get(key) ?? key;
  }
  return config;
}

/** A configuration without references to some steps: their places are left empty. */
export function withoutKeys(step: Step, gone: ReadonlySet<string>, specs: readonly NodeSpec[]): Step["config"] {
  const clear = (text: string) => text.replace(variable, (all: string, key: string) => (gone.has(key) ? "" : all));
  const config = mapTexts(step.config, clear) as Step["config"];
  for (const name of keySettings(step.type, specs)) if (gone.has(String(config[name]))) delete config[name];
  return config;
}
