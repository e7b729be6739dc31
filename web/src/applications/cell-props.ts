import type { ReactNode } from "react";
import type { Collection, Field } from "../api/types";
import type { Key } from "../records/record";

export interface CellProps {
  /** Where it is told what came of it: the block. */
  place: string;
  collection: Collection;
  field: Field;
  id: Key;
  value: unknown;
  titleField: string | undefined;
  /** What the record and the column are called. */
  about: string;
  label: string;
  children: ReactNode;
}
