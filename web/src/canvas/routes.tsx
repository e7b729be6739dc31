import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";

/** What is open on the canvas; all of it is in the address. */
export interface CanvasSearch {
  /** The key of the step whose panel is open, or "trigger". */
  step?: string;
  /** The setting of it to look at. */
  field?: string;
  /** How the workflow is shown, where not as usual. */
  view?: "canvas" | "outline";
  /** What is open beside it. */
  side?: "problems" | "versions" | "changes" | "bound";
}

const views = ["canvas", "outline"] as const;
const sides = ["problems", "versions", "changes", "bound"] as const;

const canvas = createRoute({
  getParentRoute: () => inside,
  path: "/workflows/$id",
  validateSearch: (search): CanvasSearch => {
    const view = views.find((v) => v === search.view);
    const side = sides.find((s) => s === search.side);
    return {
      ...(search.step !== undefined && { step: String(search.step) }),
      ...(typeof search.field === "string" && { field: search.field }),
      ...(view && { view }),
      ...(side && { side }),
    };
  },
  component: lazyPage(() => import("./page"), "canvas", "steps", "records"),
});

/** One workflow: its steps, versions and problems. */
export const canvasRoutes = [canvas] as const;
