/**
 * Every colour, space and type size of the app. Nothing else may name one (scripts/lint-tokens.mjs fails): components
 * take them as antd theme tokens (theme.tsx) or as CSS variables (tokens-css.ts makes them).
 */

/** The spacing scale, in pixels. */
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 32, 7: 48, 8: 64 } as const;

/** The type scale: size and line height in pixels, and weight. */
export const type = {
  small: { size: 12, line: 18, weight: 400 },
  body: { size: 14, line: 22, weight: 400 },
  strong: { size: 14, line: 22, weight: 600 },
  lead: { size: 16, line: 24, weight: 600 },
  title: { size: 22, line: 30, weight: 650 },
} as const;

/** Fonts of the reader's system: nothing is fetched. */
export const font = {
  text: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif',
  code: 'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Liberation Mono", monospace',
} as const;

export const radius = { small: 4, normal: 6, large: 10 } as const;

/** Sizes of things, in pixels: what spaces and type do not say. */
export const size = {
  control: 36,
  header: 56,
  navigation: 224,
  form: 384,
  reading: 720,
  page: 1280,
  drawer: 600,
  threeParts: 900,
  border: 1,
  focus: 2,
  icon: 16,
  mark: 28,
  field: 160,
  operator: 120,
  card: 280,
  menu: 176,
  step: 248,
  stepBlock: 64,
  branch: 168,
  slot: 24,
  inspector: 368,
  preview: 424,
  bindings: 880,
  panel: 480,
  entity: 232,
} as const;

/** Below this width, in pixels, the app is on a phone. */
export const phone = 720;

/** Below this width, in pixels, a part of a page has no room for columns. */
export const narrow = 600;

/** What a colour says about something that happened. Colour never stands alone: an icon and a word go with it. */
export type Tone = "good" | "running" | "attention" | "bad" | "neutral";

interface Triple {
  ink: string;
  fill: string;
  edge: string;
}

export interface Palette {
  ground: string;
  surface: string;
  sunken: string;
  ink: string;
  inkSoft: string;
  edge: string;
  edgeStrong: string;
  accent: string;
  accentInk: string;
  accentFill: string;
  shadow: string;
  tones: Record<Tone, Triple>;
}

export const light: Palette = {
  ground: "#f5f6f8",
  surface: "#ffffff",
  sunken: "#eceef2",
  ink: "#1b2330",
  inkSoft: "#515b6b",
  edge: "#d8dde5",
  edgeStrong: "#838d9d",
  accent: "#4740c4",
  accentInk: "#ffffff",
  accentFill: "#eeedfb",
  shadow: "rgba(27, 35, 48, 0.12)",
  tones: {
    good: { ink: "#14633a", fill: "#e5f4eb", edge: "#a5d4b6" },
    running: { ink: "#1a549f", fill: "#e6f0fb", edge: "#a8c6ec" },
    attention: { ink: "#7d4a00", fill: "#fdf1db", edge: "#e8c88b" },
    bad: { ink: "#a3231d", fill: "#fcebea", edge: "#efb2ae" },
    neutral: { ink: "#4b5565", fill: "#eceef2", edge: "#ced4dd" },
  },
};

export const dark: Palette = {
  ground: "#11141a",
  surface: "#1a1f28",
  sunken: "#0c0f14",
  ink: "#e7eaf0",
  inkSoft: "#a6b0c0",
  edge: "#303948",
  edgeStrong: "#6f7b8c",
  accent: "#a9a4ff",
  accentInk: "#16133d",
  accentFill: "#28264a",
  shadow: "rgba(0, 0, 0, 0.5)",
  tones: {
    good: { ink: "#7fd6a1", fill: "#14301f", edge: "#2c6040" },
    running: { ink: "#92bff8", fill: "#142840", edge: "#2d5280" },
    attention: { ink: "#f0c070", fill: "#35270d", edge: "#6d511b" },
    bad: { ink: "#ffa29b", fill: "#3c1b19", edge: "#7c3733" },
    neutral: { ink: "#a9b3c2", fill: "#252c37", edge: "#3c4655" },
  },
};
