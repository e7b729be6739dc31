import type { Language } from "./complete";
import type { Named } from "./variables";

export interface EditorProps {
  language: Language;
  /** The engine of an expression. */
  engine?: string | undefined;
  value: string;
  onChange: (text: string) => void;
  /** The variables that are offered and called by their names. */
  known: readonly Named[];
  labelId?: string | undefined;
  /** Its name where no label stands beside it. */
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  readOnly?: boolean | undefined;
  /** One line only. */
  single?: boolean | undefined;
  /** What it says while it is empty. */
  hint?: string | undefined;
  /** What is wrong, at its place. */
  faults?: readonly { from: number; to: number; message: string }[] | undefined;
}
