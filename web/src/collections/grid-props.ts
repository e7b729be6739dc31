import type { Collection, Field } from "../api/types";
import type { Key, Row } from "../records";

export interface GridProps {
  collection: Collection;
  all: readonly Collection[];
  columns: readonly Field[];
  rows: readonly Row[];
  sort: string | undefined;
  sortBy: (sort: string | undefined) => void;
  chosen: ReadonlySet<Key>;
  choose: (keys: ReadonlySet<Key>) => void;
  /** Whether rows can be chosen. */
  chooses: boolean;
  /** Whether the values of a field can be changed here. */
  changes: (field: Field) => boolean;
  open: (key: Key) => void;
}
