import type { Block, Layout } from "../../api/types";
import { patched } from "./patch";

/** Blocks as they stand: rows from top to bottom, each from start to end. */
export type Rows = readonly (readonly Block[])[];

/** Arranges blocks in rows. One without a place has a row of its own, behind those that have one. */
export function rowsOf(blocks: readonly Block[]): Block[][] {
  const rows = new Map<number, { block: Block; column: number }[]>();
  const unplaced = 1 + Math.max(-1, ...blocks.map((b) => b.settings.layout?.row ?? -1));
  blocks.forEach((block, i) => {
    const at = block.settings.layout;
    const row = at?.row ?? unplaced + i;
    rows.set(row, [...(rows.get(row) ?? []), { block, column: at?.column ?? 0 }]);
  });
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row.sort((a, b) => a.column - b.column).map(({ block }) => block));
}

function placed(block: Block, layout: Layout | undefined): Block {
  const at = block.settings.layout;
  if (at?.row === layout?.row && at?.column === layout?.column && at?.width === layout?.width) return block;
  return { ...block, settings: patched(block.settings, { layout }) } as Block;
}

/** Blocks in the order of their rows. Their places are written down where one beside another or a width asks for it. */
export function fromRows(rows: Rows): Block[] {
  const full = rows.filter((row) => row.length > 0);
  const plain = full.every((row) => row.length === 1 && !row[0]?.settings.layout?.width);
  return full.flatMap((blocks, row) =>
    blocks.map((block, column) => {
      const width = block.settings.layout?.width;
      return placed(block, plain ? undefined : { row, column, ...(width && { width }) });
    }),
  );
}

/** Where a block can go: into a row before the one at `column`, or with `fresh` into a new row before `row`. */
export interface Place {
  row: number;
  column: number;
  fresh: boolean;
}

/** The place of a block, counted in rows. */
export function placeOf(blocks: readonly Block[], uid: string): Place | undefined {
  const rows = rowsOf(blocks);
  const row = rows.findIndex((r) => r.some((b) => b.uid === uid));
  if (row < 0) return undefined;
  return { row, column: rows[row]?.findIndex((b) => b.uid === uid) ?? 0, fresh: false };
}

/** Puts a block at a place; widths of a row that it joins or leaves are shared anew. */
export function put(blocks: readonly Block[], block: Block, at: Place): Block[] {
  const rows = rowsOf(blocks);
  if (at.fresh || !rows[at.row]) {
    rows.splice(Math.min(at.row, rows.length), 0, [unsized(block)]);
  } else {
    const row = (rows[at.row] ?? []).map(unsized);
    row.splice(at.column, 0, unsized(block));
    rows[at.row] = row;
  }
  return fromRows(rows);
}

function unsized(block: Block): Block {
  const at = block.settings.layout;
  return at ? placed(block, { row: at.row, column: at.column }) : block;
}

/** Takes a block away; those beside it share its room. */
export function without(blocks: readonly Block[], uid: string): Block[] {
  const rows = rowsOf(blocks).map((row) =>
    row.some((b) => b.uid === uid) ? row.filter((b) => b.uid !== uid).map(unsized) : row,
  );
  return fromRows(rows);
}

/** Moves a block to a place that is counted as the rows stand with it. */
export function moveTo(blocks: readonly Block[], uid: string, to: Place): Block[] {
  const from = placeOf(blocks, uid);
  const block = blocks.find((b) => b.uid === uid);
  if (!from || !block) return blocks as Block[];
  const alone = rowsOf(blocks)[from.row]?.length === 1;
  const same = !to.fresh && to.row === from.row;
  if (same && (to.column === from.column || to.column === from.column + 1)) return blocks as Block[];
  if (alone && (same || (to.fresh && (to.row === from.row || to.row === from.row + 1)))) return blocks as Block[];
  const row = to.row - (alone && to.row > from.row ? 1 : 0);
  const column = to.column - (same && to.column > from.column ? 1 : 0);
  return put(without(blocks, uid), block, { row, column, fresh: to.fresh });
}

export type Direction = "up" | "down" | "start" | "end";

/** The place that a step in a direction leads to; none at the edge of the page. */
export function stepFrom(blocks: readonly Block[], uid: string, direction: Direction): Place | undefined {
  const from = placeOf(blocks, uid);
  if (!from) return undefined;
  const rows = rowsOf(blocks);
  const alone = rows[from.row]?.length === 1;
  switch (direction) {
    case "up":
      if (alone && from.row === 0) return undefined;
      return { row: alone ? from.row - 1 : from.row, column: 0, fresh: true };
    case "down":
      if (alone && from.row === rows.length - 1) return undefined;
      return { row: alone ? from.row + 2 : from.row + 1, column: 0, fresh: true };
    case "start":
      if (from.column > 0) return { row: from.row, column: from.column - 1, fresh: false };
      // One step aside from a row of its own: beside what stands above it.
      return alone && from.row > 0
        ? { row: from.row - 1, column: rows[from.row - 1]?.length ?? 0, fresh: false }
        : undefined;
    case "end":
      if (!alone) {
        return from.column < (rows[from.row]?.length ?? 0) - 1
          ? { row: from.row, column: from.column + 2, fresh: false }
          : undefined;
      }
      return from.row < rows.length - 1 ? { row: from.row + 1, column: 0, fresh: false } : undefined;
  }
}

/** Gives a block a share of its row's 24 parts; 0 shares the row equally. */
export function sized(blocks: readonly Block[], uid: string, width: number): Block[] {
  const rows = rowsOf(blocks).map((row, r) =>
    row.map((block, column) =>
      block.uid === uid ? placed(block, { row: r, column, ...(width > 0 && { width }) }) : block,
    ),
  );
  return fromRows(rows);
}
