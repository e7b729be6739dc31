/** A cell of a grid. */
export interface Place {
  row: number;
  column: number;
}

/** Where a key leads from a cell; undefined when it is not about moving. Left and right are those of the text. */
export function moved(
  place: Place,
  key: string,
  size: { rows: number; columns: number },
  rtl: boolean,
): Place | undefined {
  const { row, column } = place;
  const forward = rtl ? -1 : 1;
  const to: Record<string, Place> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - forward },
    ArrowRight: { row, column: column + forward },
    PageUp: { row: row - 10, column },
    PageDown: { row: row + 10, column },
    Home: { row, column: 0 },
    End: { row, column: size.columns - 1 },
  };
  const next = to[key];
  if (!next) return undefined;
  const within = (n: number, count: number) => Math.max(0, Math.min(count - 1, n));
  return { row: within(next.row, size.rows), column: within(next.column, size.columns) };
}

/** What a click on a column's head does to the order: up, down, none. */
export function nextSort(sort: string | undefined, name: string): string | undefined {
  if (sort === name) return `-${name}`;
  return sort === `-${name}` ? undefined : name;
}
