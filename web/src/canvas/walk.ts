import { type Line, type Spot, type Step, spotId } from "./tree";

/** One line of the outline, and one stop of the arrow keys. */
export interface Row {
  spot: Spot;
  step?: Step;
  /** How deep it stands, from 1. */
  level: number;
  /** Its number among those beside it, from 1, and how many these are. */
  at: number;
  of: number;
  /** Whether something is below it that can be hidden, and is. */
  open?: boolean;
  /** The spot that it stands below. */
  above?: Spot;
}

/** The spots from top to bottom, without what collapsed steps hide. */
export function rowsOf(line: Line, collapsed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [{ spot: { kind: "trigger" }, level: 1, at: 1, of: line.length + 2 }];
  for (const [i, step] of line.entries())
    rows.push(...rowsOfStep(step, 1, i + 2, line.length + 2, undefined, collapsed));
  rows.push({ spot: { kind: "end" }, level: 1, at: line.length + 2, of: line.length + 2 });
  return rows;
}

function rowsOfStep(
  step: Step,
  level: number,
  at: number,
  of: number,
  above: Spot | undefined,
  collapsed: ReadonlySet<string>,
): Row[] {
  const spot: Spot = { kind: "step", key: step.key };
  const row: Row = { spot, step, level, at, of, ...(above && { above }) };
  if (step.branches.length === 0) return [row];
  row.open = !collapsed.has(step.key);
  if (!row.open) return [row];
  const below = step.branches.flatMap((b, i) => {
    const label: Spot = { kind: "branch", key: step.key, index: b.index };
    const head: Row = { spot: label, step, level: level + 1, at: i + 1, of: step.branches.length, above: spot };
    const inside = b.line.flatMap((s, k) => rowsOfStep(s, level + 2, k + 1, b.line.length, label, collapsed));
    return [head, ...inside];
  });
  return [row, ...below];
}

/** Where an arrow key leads from a spot in the drawing; undefined when it leads nowhere. */
export function walk(
  key: string,
  rtl: boolean,
  from: Spot,
  line: Line,
  collapsed: ReadonlySet<string>,
): Spot | undefined {
  const rows = rowsOf(line, collapsed);
  const i = rows.findIndex((r) => spotId(r.spot) === spotId(from));
  const row = rows[i];
  if (!row) return key.startsWith("Arrow") ? { kind: "trigger" } : undefined;
  switch (key) {
    case "ArrowDown":
      return below(rows, row)?.spot;
    case "ArrowUp":
      return above(rows, i, row)?.spot;
    case "ArrowLeft":
    case "ArrowRight":
      return beside(rows, row, (key === "ArrowRight") !== rtl ? 1 : -1)?.spot;
    case "Home":
      return rows[0]?.spot;
    case "End":
      return rows.at(-1)?.spot;
  }
  return undefined;
}

/** Into its first branch, else on down its line; from the end of a branch on behind all branches. */
function below(rows: readonly Row[], row: Row): Row | undefined {
  const child = rows.find((r) => r.above && spotId(r.above) === spotId(row.spot));
  if (child) return child;
  for (let r: Row | undefined = row; r; r = r.above && rowOf(rows, r.above)) {
    const next = r.spot.kind === "branch" ? undefined : follower(rows, r);
    if (next) return next;
  }
  return undefined;
}

function rowOf(rows: readonly Row[], spot: Spot): Row | undefined {
  return rows.find((r) => spotId(r.spot) === spotId(spot));
}

/** What stands next on the same line. */
function follower(rows: readonly Row[], row: Row): Row | undefined {
  const above = row.above && spotId(row.above);
  return rows.find((r) => r.at === row.at + 1 && (r.above && spotId(r.above)) === above && r.spot.kind !== "branch");
}

/** Up its own line; from the step behind branches to the step that has them. */
function above(rows: readonly Row[], i: number, row: Row): Row | undefined {
  if (row.spot.kind === "branch") return rows.find((r) => r.step === row.step && r.spot.kind === "step");
  return rows.slice(0, i).findLast((r) => r.level === row.level || (row.above && spotId(r.spot) === spotId(row.above)));
}

/** To the branch beside the one that it stands in. */
function beside(rows: readonly Row[], row: Row, by: number): Row | undefined {
  const id = row.spot.kind === "branch" ? spotId(row.spot) : row.above && spotId(row.above);
  const own = rows.find((r) => spotId(r.spot) === id);
  if (own?.spot.kind !== "branch") return undefined;
  const beside = rows.filter((r) => r.spot.kind === "branch" && r.step === own.step);
  return beside[beside.indexOf(own) + by];
}
