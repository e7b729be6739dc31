import { createRouter } from "@tanstack/react-router";
import { openRoutes, ownRoutes } from "../pages/routes";
import { Broken, Loading } from "../ui/states";
import { inside, root } from "./inside";
import { NotFound } from "./not-found";

export const router = createRouter({
  routeTree: root.addChildren([...openRoutes, inside.addChildren([...ownRoutes])]),
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
