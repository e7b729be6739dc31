import type { Collection, Field } from "../api/types";
import type { FieldDraft } from "./field-draft";

/** What the parts of a field's form get. */
export interface FieldFormProps {
  draft: FieldDraft;
  change: (draft: FieldDraft) => void;
  /** The field as it is; undefined for a new one. */
  field: Field | undefined;
  collection: Collection;
  all: readonly Collection[];
  errors: Readonly<Record<string, string>>;
}
