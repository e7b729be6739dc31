import { dark, font, light, narrow, type Palette, phone, radius, size, space, type } from "./tokens.ts";

const px = (n: number) => `${n}px`;

function colours(p: Palette): Record<string, string> {
  const { tones, ...plain } = p;
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries(plain)) {
    all[name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)] = value;
  }
  for (const [tone, triple] of Object.entries(tones)) {
    for (const [part, value] of Object.entries(triple)) {
      all[`${tone}-${part}`] = value;
    }
  }
  return all;
}

function scales(): Record<string, string> {
  const all: Record<string, string> = { "font-text": font.text, "font-code": font.code };
  for (const [name, n] of Object.entries(space)) all[`space-${name}`] = px(n);
  for (const [name, n] of Object.entries(radius)) all[`radius-${name}`] = px(n);
  for (const [name, n] of Object.entries(size)) all[`size-${name}`] = px(n);
  for (const [name, t] of Object.entries(type)) {
    all[`type-${name}`] = `${t.weight} ${px(t.size)}/${px(t.line)} var(--font-text)`;
  }
  return all;
}

function rule(selector: string, variables: Record<string, string>, more = ""): string {
  const lines = Object.entries(variables).map(([name, value]) => `--${name}:${value};`);
  return `${selector}{${lines.join("")}${more}}\n`;
}

/** The tokens as CSS variables. */
export function tokensCSS(): string {
  return (
    rule(":root", scales()) +
    rule(":root", colours(light), "color-scheme:light;") +
    rule(':root[data-theme="dark"]', colours(dark), "color-scheme:dark;")
  );
}

/** Conditions of media and containers that stylesheets name (--phone), (--wide), (--narrow): variables do not work there. */
export function breakpoints(css: string): string {
  return css
    .replaceAll("(--phone)", `(max-width: ${px(phone - 1)})`)
    .replaceAll("(--narrow)", `(max-width: ${px(narrow - 1)})`)
    .replaceAll("(--wide)", `(min-width: ${px(phone)})`);
}
