import type { Block, PageButton, PageContent, PageProblem } from "../../api/types";
import { fieldsOf, root } from "./content";

/** A problem at the thing that it is about. */
export interface Located {
  problem: PageProblem;
  /** The uid of the block, and of the button where it is one; "" for the page. */
  block: string;
  button: string;
  /** The pop-up that it is in. */
  within: string;
  /** The place of the field in its block, -1 for none. */
  field: number;
  /** What of it: "collection", "settings.filter", "bindings.0.key". */
  part: string;
  /** What it refers to and what may be gone: the name of a field, collection, page, workflow. */
  names: string;
}

/** Finds what a problem is about. The path is the server's: draft.blocks.0.buttons.1.page. */
export function locate(content: PageContent, problem: PageProblem): Located {
  const steps = problem.path.split(".");
  const at: Located = { problem, block: "", button: "", within: root, field: -1, part: "", names: "" };
  let blocks: readonly Block[] = content.blocks;
  let block: Block | undefined;
  let button: PageButton | undefined;
  let i = steps[0] === "draft" ? 1 : 0;
  for (; i < steps.length; i += 2) {
    const n = Number(steps[i + 1]);
    if (steps[i] === "blocks" && !Number.isNaN(n) && (i <= 1 || button)) {
      if (button) at.within = button.uid;
      block = blocks[n];
      button = undefined;
      at.block = block?.uid ?? "";
      at.button = "";
    } else if (steps[i] === "buttons" && block && !Number.isNaN(n)) {
      button = block.buttons?.[n];
      at.button = button?.uid ?? "";
      blocks = button?.blocks ?? [];
    } else break;
  }
  const rest = steps.slice(i);
  if (block && rest[0] === "settings" && rest[1] === "fields" && rest[2] !== undefined) {
    at.field = Number(rest[2]);
    at.names = fieldsOf(block)[at.field]?.name ?? "";
  }
  at.part = rest.join(".");
  at.names ||= named(button ?? block, rest);
  return at;
}

function named(thing: unknown, path: readonly string[]): string {
  let value = thing;
  for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
  return typeof value === "string" ? value : "";
}

/** The problems of one block or button, without those of what stands in it. */
export function of(all: readonly Located[], uid: string): Located[] {
  return all.filter((p) => (p.button || p.block) === uid);
}
