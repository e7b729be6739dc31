import { type BranchLine, type Line, type Place, placeId, type Step, spotId } from "./tree";

/** The measures of what is drawn, in pixels. */
export interface Measures {
  card: Extent;
  end: Extent;
  /** The name of a branch. */
  label: Extent;
  /** Where something can be added. */
  slot: Extent;
  /** Between two things on a line. */
  gap: number;
  /** Between two branches, and around what is in a frame. */
  column: number;
}

interface Extent {
  w: number;
  h: number;
}

/** What is drawn. Levels count from 1: how deep in branches it stands. */
export type Drawn =
  | { kind: "trigger" | "end"; id: string }
  | { kind: "step"; id: string; step: Step; hidden: number }
  | { kind: "branch"; id: string; step: Step; branch: BranchLine }
  | { kind: "slot"; id: string; place: Place }
  | { kind: "frame"; id: string; step: Step };

export type Box = Drawn & { x: number; y: number; w: number; h: number };

/** A connection: points that lie straight below or beside each other. */
export type Wire = readonly (readonly [x: number, y: number])[];

export interface Layout {
  boxes: Box[];
  wires: Wire[];
  w: number;
  h: number;
}

/** What is drawn of one thing. Its line comes in at (0, 0) and goes out at (0, h); it reaches left and right of that. */
interface Piece {
  boxes: Box[];
  wires: Wire[];
  left: number;
  right: number;
  h: number;
}

/** Steps whose only branch is drawn as a frame: it is run through again and again. */
const framed = new Set(["loop"]);

/** Whether what stands in a step's branch is drawn in a frame. */
export function isFramed(step: Pick<Step, "type" | "branches">): boolean {
  return framed.has(step.type) && step.branches.length === 1;
}

/**
 * Lays out a workflow: the trigger on top, the steps below each other, branches side by side, what repeats in a frame.
 * The same tree gives the same layout, and nothing lies on anything else, but for frames and what is in them.
 */
export function layout(line: Line, collapsed: ReadonlySet<string>, m: Measures): Layout {
  const draw = new Drawing(collapsed, m);
  const whole = stack([
    single({ kind: "trigger", id: "trigger" }, m.card),
    draw.line(line, { upstream: null, branch: null }),
    single({ kind: "end", id: "end" }, m.end),
  ]);
  const { boxes, wires } = shifted(whole, Math.ceil(whole.left), 0);
  return { boxes, wires, w: Math.ceil(whole.left) + Math.ceil(whole.right), h: whole.h };
}

/** How many steps stand in the branches of a step, however deep. */
export function countBelow(step: Step): number {
  return step.branches.reduce((n, b) => n + b.line.reduce((k, s) => k + 1 + countBelow(s), 0), 0);
}

class Drawing {
  constructor(
    private readonly collapsed: ReadonlySet<string>,
    private readonly m: Measures,
  ) {}

  /** Steps and, before and after each, the slots. */
  line(line: Line, head: Place): Piece {
    const pieces = [this.slot(head)];
    for (const step of line) pieces.push(this.step(step), this.slot({ upstream: step.key, branch: null }));
    return stack(pieces);
  }

  private slot(place: Place): Piece {
    const { slot, gap } = this.m;
    const p = shifted(single({ kind: "slot", id: placeId(place), place }, slot), 0, (gap - slot.h) / 2);
    return { ...p, wires: [straight(0, gap)], h: gap };
  }

  private step(step: Step): Piece {
    const folded = step.branches.length > 0 && this.collapsed.has(step.key);
    const id = spotId({ kind: "step", key: step.key });
    const card = single({ kind: "step", id, step, hidden: folded ? countBelow(step) : 0 }, this.m.card);
    if (folded || step.branches.length === 0) return card;
    return isFramed(step) ? this.frame(step, card) : this.fork(step, card);
  }

  private branch(step: Step, branch: BranchLine): Piece {
    const id = spotId({ kind: "branch", key: step.key, index: branch.index });
    const label = single({ kind: "branch", id, step, branch }, this.m.label);
    return stack([label, this.line(branch.line, { upstream: step.key, branch: branch.index })]);
  }

  /** The card sits on the upper edge of the frame. */
  private frame(step: Step, card: Piece): Piece {
    const { column, card: size } = this.m;
    const body = stack([card, spacer(column), ...step.branches.map((b) => this.branch(step, b))]);
    const [left, right] = [body.left + column, body.right + column];
    const frame = { x: -left, y: size.h / 2, w: left + right, h: body.h - size.h / 2 };
    return { ...body, boxes: [{ kind: "frame", id: `frame:${step.key}`, step, ...frame }, ...body.boxes], left, right };
  }

  /** The branches stand side by side below the card, and meet again in the middle below them. */
  private fork(step: Step, card: Piece): Piece {
    const { column, card: size } = this.m;
    const columns = step.branches.map((b) => this.branch(step, b));
    const width = columns.reduce((w, c) => w + c.left + c.right, column * (columns.length - 1));
    const [top, depth] = [size.h + column, Math.max(...columns.map((c) => c.h))];
    const [half, join, h] = [size.h + column / 2, top + depth, top + depth + column / 2];
    const all: Piece = { ...card, boxes: [...card.boxes], wires: [straight(size.h, half), straight(join, h)], h };
    let x = -Math.round(width / 2);
    for (const c of columns) {
      const middle = x + c.left;
      const q = shifted(c, middle, top);
      all.boxes.push(...q.boxes);
      all.wires.push(
        ...q.wires,
        [
          [0, half],
          [middle, half],
          [middle, top],
        ],
        [
          [middle, top + c.h],
          [middle, join],
          [0, join],
        ],
      );
      all.left = Math.max(all.left, -x);
      x += c.left + c.right;
      all.right = Math.max(all.right, x);
      x += column;
    }
    return all;
  }
}

function straight(from: number, to: number): Wire {
  return [
    [0, from],
    [0, to],
  ];
}

function spacer(h: number): Piece {
  return { boxes: [], wires: [straight(0, h)], left: 0, right: 0, h };
}

function single(drawn: Drawn, { w, h }: Extent): Piece {
  return { boxes: [{ ...drawn, x: -w / 2, y: 0, w, h }], wires: [], left: w / 2, right: w / 2, h };
}

function shifted(p: Piece, dx: number, dy: number): Piece {
  return {
    ...p,
    boxes: p.boxes.map((b) => ({ ...b, x: b.x + dx, y: b.y + dy })),
    wires: p.wires.map((w) => w.map(([x, y]) => [x + dx, y + dy] as const)),
  };
}

/** Pieces below each other. */
function stack(pieces: readonly Piece[]): Piece {
  const all: Piece = { boxes: [], wires: [], left: 0, right: 0, h: 0 };
  for (const p of pieces) {
    const { boxes, wires } = shifted(p, 0, all.h);
    all.boxes.push(...boxes);
    all.wires.push(...wires);
    all.left = Math.max(all.left, p.left);
    all.right = Math.max(all.right, p.right);
    all.h += p.h;
  }
  return all;
}
