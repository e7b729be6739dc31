import type { Me } from "../api/calls";
import type { Collection } from "../api/types";

/** What every part of the page gets. */
export interface PartProps {
  collection: Collection;
  all: readonly Collection[];
  me: Me;
}
