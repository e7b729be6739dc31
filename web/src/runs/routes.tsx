import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import { natural } from "../app/search";
import { type Period, periods } from "./periods";
import { readSearch } from "./search";

const runs = createRoute({
  getParentRoute: () => inside,
  path: "/runs",
  validateSearch: readSearch,
  component: lazyPage(() => import("./list"), "runs", "steps"),
});

const run = createRoute({
  getParentRoute: () => inside,
  path: "/runs/$id",
  validateSearch: (search): { step?: string } =>
    typeof search.step === "string" && search.step ? { step: search.step } : {},
  component: lazyPage(() => import("./run"), "runs", "canvas", "steps"),
});

const receipt = createRoute({
  getParentRoute: () => inside,
  path: "/receipts/$id",
  component: lazyPage(() => import("./receipt"), "runs"),
});

const failures = createRoute({
  getParentRoute: () => inside,
  path: "/failures",
  validateSearch: (search): { hours?: Period; refusals?: true } => {
    const hours = periods.find((p) => p === search.hours);
    return { ...(hours && { hours }), ...(search.refusals === true && { refusals: true as const }) };
  },
  component: lazyPage(() => import("./failures"), "runs", "steps"),
});

const queue = createRoute({
  getParentRoute: () => inside,
  path: "/queue",
  validateSearch: (search): { page?: number } => (natural(search.page) ? { page: Number(search.page) } : {}),
  component: lazyPage(() => import("./queue-page"), "runs", "steps"),
});

/** What ran, what failed and what waits. */
export const runsRoutes = [runs, run, receipt, failures, queue] as const;
