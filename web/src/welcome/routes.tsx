import { createRoute, redirect } from "@tanstack/react-router";
import { root } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import { token } from "../app/session";

/** The first run: it begins with the link that the server prints, whose fragment is a code, or after an ordinary sign-in. */
export const welcomeRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: "/welcome",
    beforeLoad: ({ location }) => {
      if (!token.get() && !location.hash)
        throw redirect({ to: "/sign-in", search: { next: "/welcome" }, replace: true });
    },
    component: lazyPage(() => import("./welcome"), "welcome"),
  }),
] as const;
