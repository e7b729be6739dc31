import type { Tone } from "../ui/tokens";

/** The colours of categories: those that states have, so that there is one colour language. */
export const tones = ["neutral", "running", "good", "attention", "bad"] as const satisfies readonly Tone[];

/** The colour that is stored with a category; one that another client chose is the neutral one. */
export function toneOf(color: string | null): Tone {
  return tones.find((tone) => tone === color) ?? "neutral";
}
