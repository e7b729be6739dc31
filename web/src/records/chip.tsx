import type { ReactNode } from "react";
import type { Tone } from "../ui/tokens";
import "./field-value.css";

/** The tones of the colour names that choices may have. */
const tones: Record<string, Tone> = {
  green: "good",
  lime: "good",
  success: "good",
  blue: "running",
  cyan: "running",
  geekblue: "running",
  processing: "running",
  orange: "attention",
  gold: "attention",
  yellow: "attention",
  warning: "attention",
  red: "bad",
  magenta: "bad",
  volcano: "bad",
  error: "bad",
};

/** A value of a fixed choice, or one of several, with the tone that its colour comes closest to. */
export function Chip({ color, children }: { color?: string | undefined; children: ReactNode }) {
  const tone = color ? tones[color] : undefined;
  return <span className={tone ? `chip chip-${tone}` : "chip"}>{children}</span>;
}
