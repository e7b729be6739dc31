import type { TFunction } from "i18next";
import type { Role, User } from "../api/types";
import { roleName } from "../app/roles";

/** What a user is called. */
export const userName = (user: Pick<User, "id" | "nickname" | "username" | "email">): string =>
  user.nickname || user.username || user.email || String(user.id);

/** What a user signs in with. */
export const signInNames = (user: Pick<User, "username" | "email" | "phone">): string[] =>
  [user.username, user.email, user.phone].filter((name): name is string => Boolean(name));

/** What a role is called. */
export const roleTitle = (t: TFunction, role: Pick<Role, "name" | "title">): string =>
  roleName(t, role.name, role.title);

/** The role that nothing is refused to. */
export const root = "root";

/** The role that a user acts in unless he asks for another; undefined when that is all of them together. */
export function usualRole(user: Pick<User, "roles" | "systemSettings">): string | undefined {
  if (user.systemSettings?.unionByDefault === true) return undefined;
  const roles = user.roles ?? [];
  return (roles.find((r) => r.rolesUsers?.default) ?? roles[0])?.name;
}
