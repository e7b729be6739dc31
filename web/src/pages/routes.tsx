import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { type Outcome, outcomes } from "../api/types";
import { inside, root } from "../app/inside";
import { safeNext, start } from "../app/pages";
import { natural } from "../app/search";
import { token } from "../app/session";

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: start, replace: true });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string; ended?: true; create?: true } => ({
    ...(typeof search.next === "string" && { next: search.next }),
    ...(search.ended === true && { ended: true as const }),
    ...(search.create === true && { create: true as const }),
  }),
  beforeLoad: ({ search }) => {
    if (token.get()) throw redirect({ href: safeNext(search.next), replace: true });
  },
  component: lazyRouteComponent(() => import("./sign-in")),
});

const actions = createRoute({
  getParentRoute: () => inside,
  path: "/actions",
  validateSearch: (search): { page?: number; outcome?: Outcome; receipt?: number } => {
    const outcome = outcomes.find((o) => o === search.outcome);
    return {
      ...(natural(search.page) && { page: Number(search.page) }),
      ...(outcome && { outcome }),
      ...(natural(search.receipt) && { receipt: Number(search.receipt) }),
    };
  },
  component: lazyRouteComponent(() => import("./actions")),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("./account")),
});

/** The routes that need no session. */
export const openRoutes = [home, signIn] as const;

/** Everybody's own pages. */
export const ownRoutes = [actions, account] as const;
