import type { Block, BlockField, PageButton, PageContent } from "../../api/types";
import { type Direction, moveTo, type Place, placeOf, put, stepFrom, without } from "./layout";
import { mapped, moved, patched } from "./patch";
import { newUid } from "./uid";

/** The blocks of a page are in its root; those of a pop-up are in the button that opens it, by its uid. */
export const root = "";

/** Where something stands: its block, its button, and the list of blocks around it. */
export interface Found {
  within: string;
  block: Block;
  button?: PageButton;
  /** The pop-up buttons that lead there, from outside in. */
  path: readonly { block: Block; button: PageButton }[];
}

function search(
  blocks: readonly Block[],
  within: string,
  path: Found["path"],
  visit: (found: Found) => boolean,
): Found | undefined {
  for (const block of blocks) {
    const here: Found = { within, block, path };
    if (visit(here)) return here;
    for (const button of block.buttons ?? []) {
      const at: Found = { within, block, button, path };
      if (visit(at)) return at;
      const inner = search(button.blocks ?? [], button.uid, [...path, { block, button }], visit);
      if (inner) return inner;
    }
  }
  return undefined;
}

/** Finds a block or button by its uid. */
export function find(content: PageContent, uid: string): Found | undefined {
  return search(content.blocks, root, [], (f) => (f.button ?? f.block).uid === uid);
}

/** Everything of a page, block by block with its buttons, pop-ups in their place. */
export function everything(content: PageContent): Found[] {
  const all: Found[] = [];
  search(content.blocks, root, [], (f) => {
    all.push(f);
    return false;
  });
  return all;
}

/** The blocks of the root or of a pop-up; undefined when there is no such pop-up. */
export function blocksIn(content: PageContent, within: string): Block[] | undefined {
  if (within === root) return content.blocks;
  const found = find(content, within)?.button;
  return found?.kind === "popup" ? (found.blocks ?? []) : undefined;
}

function mapButtons(blocks: readonly Block[], change: (b: PageButton) => PageButton): Block[] {
  return mapped(blocks, (block) => {
    if (!block.buttons) return block;
    const buttons = mapped(block.buttons, (button) => {
      const inner = button.blocks && mapButtons(button.blocks, change);
      return change(inner && inner !== button.blocks ? { ...button, blocks: inner } : button);
    });
    return buttons === block.buttons ? block : { ...block, buttons };
  });
}

/** Changes the list of blocks of the root or of a pop-up. */
export function changeBlocks(content: PageContent, within: string, change: (list: Block[]) => Block[]): PageContent {
  const blocks =
    within === root
      ? change(content.blocks)
      : mapButtons(content.blocks, (b) => (b.uid === within ? { ...b, blocks: change(b.blocks ?? []) } : b));
  return blocks === content.blocks ? content : { ...content, blocks };
}

/** Changes one block. */
export function changeBlock(content: PageContent, uid: string, change: (block: Block) => Block): PageContent {
  const within = find(content, uid)?.within;
  if (within === undefined) return content;
  return changeBlocks(content, within, (list) => mapped(list, (b) => (b.uid === uid ? change(b) : b)));
}

/** Changes the settings of one block, whatever its type. */
export function changeSettings(content: PageContent, uid: string, patch: Record<string, unknown>): PageContent {
  return changeBlock(content, uid, (b) => ({ ...b, settings: patched(b.settings, patch) }) as Block);
}

/** Changes one button. */
export function changeButton(
  content: PageContent,
  uid: string,
  change: (button: PageButton) => PageButton,
): PageContent {
  const blocks = mapButtons(content.blocks, (b) => (b.uid === uid ? change(b) : b));
  return blocks === content.blocks ? content : { ...content, blocks };
}

/** Puts a new block somewhere; without a place to the end. */
export function addBlock(content: PageContent, within: string, block: Block, at?: Place): PageContent {
  return changeBlocks(content, within, (list) =>
    put(list, block, at ?? { row: Number.MAX_SAFE_INTEGER, column: 0, fresh: true }),
  );
}

export function moveBlock(content: PageContent, uid: string, to: Place): PageContent {
  const within = find(content, uid)?.within;
  return within === undefined ? content : changeBlocks(content, within, (list) => moveTo(list, uid, to));
}

/** Moves a block one step; at the edge nothing changes. */
export function stepBlock(content: PageContent, uid: string, direction: Direction): PageContent {
  const within = find(content, uid)?.within;
  const to = within !== undefined && stepFrom(blocksIn(content, within) ?? [], uid, direction);
  return to ? moveBlock(content, uid, to) : content;
}

export function removeBlock(content: PageContent, uid: string): PageContent {
  const within = find(content, uid)?.within;
  return within === undefined ? content : changeBlocks(content, within, (list) => without(list, uid));
}

/** Copies a block with everything in it, below the original. */
export function duplicateBlock(content: PageContent, uid: string): { content: PageContent; uid: string } {
  const found = find(content, uid);
  if (!found || found.button) return { content, uid };
  const copy = fresh(found.block);
  const next = changeBlocks(content, found.within, (list) => {
    const at = placeOf(list, uid);
    return put(list, copy, { row: (at?.row ?? 0) + 1, column: 0, fresh: true });
  });
  return { content: next, uid: copy.uid };
}

/** The same block under new names, its buttons and pop-ups too. */
export function fresh(block: Block): Block {
  const copy = { ...block, uid: newUid(block.type) };
  return block.buttons ? { ...copy, buttons: block.buttons.map(freshButton) } : copy;
}

export function freshButton(button: PageButton): PageButton {
  const copy = { ...button, uid: newUid(button.kind) };
  return button.blocks ? { ...copy, blocks: button.blocks.map(fresh) } : copy;
}

function changeButtons(content: PageContent, block: string, change: (list: PageButton[]) => PageButton[]): PageContent {
  return changeBlock(content, block, (b) => {
    const buttons = change(b.buttons ?? []);
    return patched(b, { buttons: buttons.length > 0 ? buttons : undefined });
  });
}

export function addButton(content: PageContent, block: string, button: PageButton): PageContent {
  return changeButtons(content, block, (list) => [...list, button]);
}

export function moveButton(content: PageContent, block: string, from: number, to: number): PageContent {
  return changeButtons(content, block, (list) => moved(list, from, to));
}

export function removeButton(content: PageContent, uid: string): PageContent {
  const found = find(content, uid);
  if (!found?.button) return content;
  return changeButtons(content, found.block.uid, (list) => list.filter((b) => b.uid !== uid));
}

export function duplicateButton(content: PageContent, uid: string): { content: PageContent; uid: string } {
  const found = find(content, uid);
  if (!found?.button) return { content, uid };
  const copy = freshButton(found.button);
  const next = changeButtons(content, found.block.uid, (list) =>
    list.flatMap((b) => (b.uid === uid ? [b, copy] : [b])),
  );
  return { content: next, uid: copy.uid };
}

/** The fields of a block; a text has none. */
export function fieldsOf(block: Block): BlockField[] {
  return block.type === "markdown" ? [] : (block.settings.fields ?? []);
}
