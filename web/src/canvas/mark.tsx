import type { ReactNode } from "react";
import type { Tone } from "../ui/tokens";
import "./mark.css";

/** A few words at the corner of a step. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`step-flag step-flag-${tone}`}>{children}</span>;
}
