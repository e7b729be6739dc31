import type { TFunction } from "i18next";

/** The role that is all roles of a user together, as the API names it. */
export const union = "__union__";

/** What a role is called. */
export function roleName(t: TFunction, name: string): string {
  return name === union ? t("account.roleAll") : name;
}
