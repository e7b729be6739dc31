import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { grants, type Me, meQuery } from "../api/calls";
import type { User } from "../api/types";

const inside = getRouteApi("/inside");

/** Who is signed in, and in which role. */
export function useMe(): Me {
  const { me } = inside.useRouteContext();
  return useQuery(meQuery).data ?? me;
}

/** The values of the signed-in user, for what is filled in with them. */
export function useMine(): User & Record<string, unknown> {
  return useMe().user as User & Record<string, unknown>;
}

/** Whether somebody makes applications: their pages and menus. */
export function builds({ check }: Me): boolean {
  return check.allowAll || grants(check.snippets, "ui.pages");
}

/** Whether a role may do something with the records of a collection. The server decides; this spares dead ends. */
export function may({ check }: Me, collection: string, action: string): boolean {
  if (check.allowAll || check.actions[`${collection}:${action}`]) return true;
  if (check.resources.includes(collection)) return false;
  return check.strategy.actions.some((a) => a === action || a.startsWith(`${action}:`));
}
