import { type Kind, kinds } from "./kinds";
import { type RecipeName, recipeNames } from "./recipe";

/** How a new workflow begins. */
export const ways = ["recipe", "button", "empty"] as const;
export type Way = (typeof ways)[number];

/** What is chosen on the way to a new workflow: the address of the page holds it. */
export interface Choice {
  way?: Way;
  recipe?: RecipeName;
  kind?: Kind;
  /** The uid of the button that it is for. */
  button?: string;
}

/** Reads a choice from an address. */
export function readChoice(search: Record<string, unknown>): Choice {
  const way = ways.find((w) => w === search.way);
  const recipe = recipeNames.find((r) => r === search.recipe);
  const kind = kinds.find((k) => k === search.kind);
  return {
    ...(way && { way }),
    ...(recipe && { recipe }),
    ...(kind && { kind }),
    ...(typeof search.button === "string" && search.button && { button: search.button }),
  };
}
