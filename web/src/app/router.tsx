import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "../api/calls";
import { isSessionOver } from "../api/errors";
import { type Outcome, outcomes } from "../api/types";
import { Broken, Failed, Loading } from "../ui/states";
import { NotFound } from "./not-found";
import { safeNext, start } from "./pages";
import { queryClient } from "./query";
import { end, token } from "./session";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string; ended?: true } => ({
    ...(typeof search.next === "string" && { next: search.next }),
    ...(search.ended === true && { ended: true as const }),
  }),
  beforeLoad: ({ search }) => {
    if (token.get()) throw redirect({ href: safeNext(search.next), replace: true });
  },
  component: lazyRouteComponent(() => import("../pages/sign-in")),
});

/** Everything behind it needs a session. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    if (!token.get()) throw redirect({ to: "/sign-in", search: { next: location.href }, replace: true });
    try {
      return { me: await queryClient.ensureQueryData(meQuery) };
    } catch (e) {
      if (!isSessionOver(e)) throw e;
      end();
      throw redirect({ to: "/sign-in", search: { next: location.href, ended: true }, replace: true });
    }
  },
  component: lazyRouteComponent(() => import("./shell")),
  errorComponent: ({ error }) => <Failed error={error} retry={() => router.invalidate()} />,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: start, replace: true });
  },
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
  component: lazyRouteComponent(() => import("../pages/actions")),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("../pages/account")),
});

function natural(value: unknown): boolean {
  return Number.isSafeInteger(Number(value)) && Number(value) > 0;
}

export const router = createRouter({
  routeTree: root.addChildren([home, signIn, inside.addChildren([actions, account])]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
