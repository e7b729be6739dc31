import { type AsyncRouteComponent, lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { type Area, loadTexts } from "./i18n";

/** A page that is loaded when it is visited, with the texts of the areas that it shows. */
export function lazyPage<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
  ...areas: Area[]
): AsyncRouteComponent<P> {
  return lazyRouteComponent(async () => {
    const [page] = await Promise.all([load(), ...areas.map(loadTexts)]);
    return page;
  }) as AsyncRouteComponent<P>;
}
