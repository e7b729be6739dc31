import { collectionTitle } from "../../api/model";
import type { Block, BlockType, ButtonKind, Collection, PageButton, PageContent } from "../../api/types";
import { usualFields } from "./fields";
import { scopesFor } from "./fits";
import { newUid } from "./uid";

/** How ready buttons are labelled, in the language of whoever makes them. */
export interface Words {
  add: string;
  submit: string;
  edit: string;
  save: string;
  delete: string;
  deleteConfirm: string;
}

const columns = 6;
const inputs = 30;

/** A block of a type. All but texts are of a collection. */
export function newBlock(type: BlockType, collection?: Collection, mode: "add" | "edit" = "add"): Block {
  const uid = newUid(type);
  if (type === "markdown" || !collection) return { uid, type: "markdown", settings: { text: "" } };
  const name = collection.name;
  switch (type) {
    case "table":
      return { uid, type, collection: name, settings: { fields: usualFields(collection, false, columns) } };
    case "list":
      return { uid, type, collection: name, settings: { fields: usualFields(collection, false, columns) } };
    case "details":
      return { uid, type, collection: name, settings: { fields: usualFields(collection, false, inputs) } };
    case "form":
      return { uid, type, collection: name, settings: { mode, fields: usualFields(collection, true, inputs) } };
  }
}

/** A button of a kind in a block. */
export function newButton(kind: ButtonKind, block: Block, title: string): PageButton {
  const on = scopesFor(kind, block)[0];
  const main = kind === "submit" || kind === "save";
  return {
    uid: newUid(kind),
    kind,
    title,
    ...(on && { on }),
    ...(main && { style: "primary" as const }),
    ...(kind === "delete" && { style: "danger" as const }),
    ...(kind === "popup" && { blocks: [] }),
  };
}

function form(collection: Collection, mode: "add" | "edit", title: string): Block {
  const block = newBlock("form", collection, mode);
  return { ...block, buttons: [newButton(mode === "add" ? "submit" : "save", block, title)] };
}

/** A page to work with: a table, a form for new records and one to edit a record, both in pop-ups. */
export function readyPage(collection: Collection, words: Words): PageContent {
  const table = newBlock("table", collection);
  const add: PageButton = {
    ...newButton("popup", table, words.add),
    on: "nothing",
    style: "primary",
    blocks: [form(collection, "add", words.submit)],
  };
  const edit: PageButton = {
    ...newButton("popup", table, words.edit),
    on: "record",
    blocks: [form(collection, "edit", words.save)],
  };
  const remove: PageButton = { ...newButton("delete", table, words.delete), confirm: words.deleteConfirm };
  return { blocks: [{ ...table, title: collectionTitle(collection), buttons: [add, edit, remove] }] };
}
