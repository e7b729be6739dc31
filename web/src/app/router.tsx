import { createRouter } from "@tanstack/react-router";
import { applicationsRoutes } from "../applications/routes";
import { canvasRoutes } from "../canvas/routes";
import { collectionsRoutes } from "../collections/routes";
import { designerRoutes } from "../designer/routes";
import { openRoutes, ownRoutes } from "../pages/routes";
import { peopleRoutes } from "../people/routes";
import { runsRoutes } from "../runs/routes";
import { Broken, Loading } from "../ui/states";
import { welcomeRoutes } from "../welcome/routes";
import { workflowsRoutes } from "../workflows/routes";
import { inside, root } from "./inside";
import { NotFound } from "./not-found";

export const router = createRouter({
  routeTree: root.addChildren([
    ...openRoutes,
    ...welcomeRoutes,
    inside.addChildren([
      ...ownRoutes,
      ...applicationsRoutes,
      ...canvasRoutes,
      ...collectionsRoutes,
      ...designerRoutes,
      ...peopleRoutes,
      ...runsRoutes,
      ...workflowsRoutes,
    ]),
  ]),
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
