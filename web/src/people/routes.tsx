import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import { natural } from "../app/search";
import { type Tab, tabs } from "./tabs";
import type { UsersSearch } from "./users-search";

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

const users = createRoute({
  getParentRoute: () => inside,
  path: "/users",
  validateSearch: (search): UsersSearch => ({
    ...(text(search.find) && { find: text(search.find) }),
    ...((typeof search.role === "string" || typeof search.role === "number") && { role: String(search.role) }),
    ...(natural(search.page) && { page: Number(search.page) }),
    ...(natural(search.user) && { user: Number(search.user) }),
    ...(search.create === true && { create: true as const }),
  }),
  component: lazyPage(() => import("./users"), "people"),
});

const roles = createRoute({
  getParentRoute: () => inside,
  path: "/roles",
  validateSearch: (search): { create?: true } => ({ ...(search.create === true && { create: true as const }) }),
  component: lazyPage(() => import("./roles"), "people"),
});

/** What of a role is open. */
export interface RoleSearch {
  tab?: Tab;
  /** The permission that is looked at, as "collection:permission". */
  cell?: string;
  /** Who is asked about. */
  user?: number;
  /** The role that he acts in. */
  as?: string;
}

const role = createRoute({
  getParentRoute: () => inside,
  path: "/roles/$name",
  validateSearch: (search): RoleSearch => {
    const tab = tabs.find((each) => each === search.tab);
    return {
      ...(tab && { tab }),
      ...(text(search.cell) && { cell: text(search.cell) }),
      ...(natural(search.user) && { user: Number(search.user) }),
      ...(text(search.as) && { as: text(search.as) }),
    };
  },
  component: lazyPage(() => import("./role"), "people", "records"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyPage(() => import("./settings"), "people"),
});

/** The pages on which people, their permissions and the whole system are looked after. */
export const peopleRoutes = [users, roles, role, settings] as const;
