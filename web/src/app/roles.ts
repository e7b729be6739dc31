import type { TFunction } from "i18next";

/** The role that is all roles of a user together, as the API names it. */
export const union = "__union__";

const builtIn = [
  { name: "root", title: "Root" },
  { name: "admin", title: "Admin" },
  { name: "member", title: "Member" },
] as const;

/** Whether a role came with the system: such a one stays. */
export const isBuiltIn = (name: string): boolean => builtIn.some((b) => b.name === name);

/** What a role is called: in the reader's language where it came with the system and was not renamed. */
export function roleName(t: TFunction, name: string, title?: string | null): string {
  if (name === union) return t("account.roleAll");
  const built = builtIn.find((b) => b.name === name && (!title || title === b.title));
  return built ? t(`account.roles.${built.name}`) : title || name;
}
