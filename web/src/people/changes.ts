import { writeOver } from "../api/over";
import type { Collection, Role, RoleResource } from "../api/types";
import { dropEntry, putEntry, readEntry, readRole, updateRole } from "./data";
import {
  type Cell,
  cellOf,
  changeStrategy,
  defaultCell,
  type Extent,
  grantsWith,
  inForce,
  type Permission,
  permissions,
  readStrategy,
  sameCell,
  type Wish,
  writeStrategy,
} from "./permissions";

/** The rules that a role has of its own for a collection, as somebody saw them; undefined when there were none. */
export type Rules = RoleResource | undefined;

/** Changes one permission of a role on a collection, unless somebody else changed the same one meanwhile. */
export function changeCell(role: Role, collection: Collection, wish: Wish, base: Rules) {
  return writeOver<Rules, unknown>({
    base,
    write: (over) => {
      const grants = grantsWith(readStrategy(role.strategy), inForce(over), collection, wish);
      return putEntry(role.name, collection.name, grants, over);
    },
    read: () => readEntry(role.name, collection.name),
    isSame: (a, b) =>
      sameCell(cellIn(role, collection, wish.permission, a), cellIn(role, collection, wish.permission, b)),
  });
}

/** Takes the rules away that a role has of its own for a collection, unless somebody else changed them meanwhile. */
export function resetRules(role: Role, collection: Collection, base: Rules) {
  return writeOver<Rules, unknown>({
    base,
    write: (over) => dropEntry(role.name, collection.name, over),
    read: () => readEntry(role.name, collection.name),
    isSame: (a, b) =>
      permissions.every((p) => sameCell(cellIn(role, collection, p, a), cellIn(role, collection, p, b))),
  });
}

/** Changes what counts where collections have no rules of their own, unless somebody else changed the same permission. */
export function changeDefault(base: Role, permission: Permission, extent: Exclude<Extent, "custom">) {
  return writeOver<Role, unknown>({
    base,
    write: (over) => {
      const strategy = changeStrategy(readStrategy(over.strategy), permission, extent);
      return updateRole(over.name, { strategy: writeStrategy(strategy) }, over);
    },
    read: () => readRole(base.name),
    isSame: (a, b) => sameCell(defaultIn(a, permission), defaultIn(b, permission)),
  });
}

/** What a role may do with a collection, with rules as somebody saw them. */
export function cellIn(role: Role, collection: Collection, permission: Permission, rules: Rules): Cell | undefined {
  return cellOf(readStrategy(role.strategy), inForce(rules), collection, permission);
}

/** What a role may do where a collection has no rules of its own. */
export function defaultIn(role: Role, permission: Permission): Cell {
  return defaultCell(readStrategy(role.strategy), permission);
}
