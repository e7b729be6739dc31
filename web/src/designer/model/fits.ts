import type { Block, ButtonAction, ButtonKind, ButtonScope, PageButton } from "../../api/types";
import { buttonKinds } from "../../api/types";

const isList = (block: Block) => block.type === "table" || block.type === "list";
const isAdding = (block: Block) => block.type === "form" && block.settings.mode === "add";

/** Whether a button of a kind can stand in a block. */
export function canStand(kind: ButtonKind, block: Block): boolean {
  switch (kind) {
    case "submit":
    case "save":
      return block.type === "form";
    case "bulkUpdate":
      return isList(block);
    case "update":
    case "delete":
      return block.type !== "markdown" && !isAdding(block);
    case "trigger":
    case "link":
    case "popup":
      return true;
  }
}

/** The kinds of buttons for a block. */
export function kindsFor(block: Block): ButtonKind[] {
  return buttonKinds.filter((kind) => canStand(kind, block));
}

/** What a button of a kind may act on in a table or list. One entry: there is nothing to choose. */
export function scopesFor(kind: ButtonKind, block: Block): ButtonScope[] {
  if (!isList(block)) return [];
  switch (kind) {
    case "bulkUpdate":
      return ["selection"];
    case "delete":
    case "update":
      return ["record", "selection"];
    case "trigger":
      return ["record", "selection", "nothing"];
    case "link":
    case "popup":
      return ["nothing", "record"];
    case "submit":
    case "save":
      return [];
  }
}

/** What a button acts on in its block: nothing, one record, or several. */
export function actsOn(button: PageButton, block: Block): ButtonScope {
  if (block.type === "markdown") return "nothing";
  if (!isList(block)) return "record";
  return button.on ?? scopesFor(button.kind, block)[0] ?? "nothing";
}

/** Whether the server knows the button, and workflows can be bound to it. */
export function isActing(kind: ButtonKind): boolean {
  return kind !== "link" && kind !== "popup";
}

/** The action that a button stands for. */
export function actionOf(button: PageButton, block: Block): ButtonAction | undefined {
  if (button.action) return button.action;
  switch (button.kind) {
    case "submit":
    case "save":
      return block.type === "form" && block.settings.mode === "edit" ? "update" : "create";
    case "update":
    case "bulkUpdate":
      return "update";
    case "delete":
      return "destroy";
    case "trigger":
      return "trigger";
    default:
      return undefined;
  }
}

/** The collection that a button's action is about, "" for none. */
export function collectionOf(button: PageButton, block: Block): string {
  return button.collection ?? block.collection ?? "";
}

/** Whether there is a record around what stands in the button's pop-up. */
export function recordAround(button: PageButton, block: Block): boolean {
  if (isAdding(block) || block.type === "markdown") return false;
  return actsOn(button, block) === "record";
}
