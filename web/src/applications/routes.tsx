import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import { readSearch } from "./search";

const apps = createRoute({
  getParentRoute: () => inside,
  path: "/apps",
  validateSearch: (search): { new?: true; change?: string } => ({
    ...(search.new === true && { new: true as const }),
    ...(typeof search.change === "string" && { change: search.change }),
  }),
  component: lazyPage(() => import("./home"), "applications"),
});

const application = createRoute({
  getParentRoute: () => inside,
  path: "/apps/$app",
  validateSearch: (search): { add?: true } => (search.add === true ? { add: true as const } : {}),
  component: lazyPage(() => import("./application"), "applications"),
});

const page = createRoute({
  getParentRoute: () => inside,
  path: "/apps/$app/$page",
  validateSearch: readSearch,
  component: lazyPage(() => import("./page"), "applications", "records", "runs"),
});

export const applicationsRoutes = [apps, application, page] as const;
