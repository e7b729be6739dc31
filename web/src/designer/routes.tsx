import { createRoute } from "@tanstack/react-router";
import { inside } from "../app/inside";
import { lazyPage } from "../app/lazy-page";
import type { DesignerSearch } from "./search";

const sides = ["problems", "versions"] as const;
const looks = ["wide", "phone"] as const;
const text = (v: unknown) => (typeof v === "string" || typeof v === "number" ? String(v) : "");

const edit = createRoute({
  getParentRoute: () => inside,
  path: "/apps/$app/$page/edit",
  validateSearch: (search): DesignerSearch => {
    const side = sides.find((s) => s === search.side);
    const look = looks.find((l) => l === search.look);
    return {
      ...(text(search.in) && { in: text(search.in) }),
      ...(text(search.at) && { at: text(search.at) }),
      ...(text(search.field) && { field: text(search.field) }),
      ...(side && { side }),
      ...(Number(search.version) > 0 && { version: Number(search.version) }),
      ...(look && { look }),
      ...(text(search.as) && { as: text(search.as) }),
      ...(search.bind === true && { bind: true as const }),
    };
  },
  component: lazyPage(
    async () => {
      const page = await import("./edit-page");
      await page.loadBlocks();
      return page;
    },
    "designer",
    "applications",
    "records",
    "bindings",
  ),
});

/** Where pages of applications are made. */
export const designerRoutes = [edit] as const;
