import type { Me } from "../api/calls";
import type { Role } from "../api/types";

/** What every part of the page gets. */
export interface PartProps {
  role: Role;
  roles: readonly Role[];
  me: Me;
}
