import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect, useRouter } from "@tanstack/react-router";
import { meQuery } from "../api/calls";
import { isSessionOver } from "../api/errors";
import { Failed } from "../ui/states";
import { NotFound } from "./not-found";
import { queryClient } from "./query";
import { end, token } from "./session";

export const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Everything behind it needs a session. The routes of each area (its routes.tsx) are its children. */
export const inside = createRoute({
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
  errorComponent: NotStarted,
});

function NotStarted({ error }: { error: unknown }) {
  const router = useRouter();
  return <Failed error={error} retry={() => router.invalidate()} />;
}
