import type { BlockField, Field } from "../api/types";

/** A column of a table with all that follows from the collection. */
export interface Column {
  spec: BlockField;
  field: Field | undefined;
  label: string;
  /** Whether its cells may be edited in their place. */
  edits: boolean;
  /** Numbers stand at the end of their column. */
  number: boolean;
}
