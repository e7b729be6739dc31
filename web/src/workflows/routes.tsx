import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import { readFilters } from "./filters";
import { readChoice } from "./way";

const list = createRoute({
  getParentRoute: () => inside,
  path: "/workflows",
  validateSearch: readFilters,
  component: lazyPage(() => import("./list"), "workflows", "steps"),
});

const create = createRoute({
  getParentRoute: () => inside,
  path: "/workflows/new",
  validateSearch: readChoice,
  component: lazyPage(() => import("./new"), "workflows", "steps", "records"),
});

/** The list of workflows, and how a new one begins. */
export const workflowsRoutes = [list, create] as const;
