import { first, type Line, type Place, type Step, standing, stepsOf } from "./tree";

/** Puts steps at a place. What follows there follows them; with keep it moves into that branch of the last of them. */
export function insert(line: Line, place: Place, steps: Line, keep?: number): Line {
  return atPlace(line, place, (l, at) => {
    const [head, rest, last] = [l.slice(0, at), l.slice(at), steps.at(-1)];
    if (keep === undefined || !last) return [...head, ...steps, ...rest];
    const branches = last.branches.map((b) => (b.index === keep ? { ...b, line: [...b.line, ...rest] } : b));
    return [...head, ...steps.slice(0, -1), { ...last, branches }];
  });
}

/** Takes a step out with its branches; with keep the steps of that branch take its place. */
export function remove(line: Line, key: string, keep?: number): Line {
  return onLine(line, key, (l, at) => {
    const kept = keep === undefined ? [] : (l[at]?.branches.find((b) => b.index === keep)?.line ?? []);
    return [...l.slice(0, at), ...kept, ...l.slice(at + 1)];
  });
}

/** Changes a step in its place. */
export function update(line: Line, key: string, change: (step: Step) => Step): Line {
  return onLine(line, key, (l, at) => l.map((s, i) => (i === at ? change(s) : s)));
}

/** Whether a step can be put at a place: not where it stands, nor into its own branches. */
export function canMove(line: Line, key: string, place: Place): boolean {
  const from = standing(line, key);
  const step = from?.line[from.at];
  if (!from || !step || samePlace(from.place, place) || (place.upstream === key && place.branch === null)) return false;
  return place.upstream === null || ![...stepsOf([step])].some((s) => s.key === place.upstream);
}

/** Moves a step with its branches. */
export function move(line: Line, key: string, place: Place): Line {
  const from = standing(line, key);
  const step = from?.line[from.at];
  return step && canMove(line, key, place) ? insert(remove(line, key), place, [step]) : line;
}

/** The place one step up (-1) or down (1) on the same line; undefined at its ends. */
export function placeBeside(line: Line, key: string, by: 1 | -1): Place | undefined {
  const from = standing(line, key);
  if (!from) return undefined;
  if (by === 1) {
    const next = from.line[from.at + 1];
    return next && { upstream: next.key, branch: null };
  }
  const previous = from.line[from.at - 1];
  return previous && standing(line, previous.key)?.place;
}

export function samePlace(a: Place, b: Place): boolean {
  return a.upstream === b.upstream && a.branch === b.branch;
}

/** Changes the line that a place is on. What does not change stays the same object. */
function atPlace(line: Line, place: Place, change: (line: Line, at: number) => Line, head: Place = first): Line {
  if (samePlace(place, head)) return change(line, 0);
  const at = place.branch === null ? line.findIndex((s) => s.key === place.upstream) : -1;
  if (at >= 0) return change(line, at + 1);
  return mapped(line, (s) => inBranches(s, (l, h) => atPlace(l, place, change, h)));
}

function onLine(line: Line, key: string, change: (line: Line, at: number) => Line): Line {
  const at = line.findIndex((s) => s.key === key);
  if (at >= 0) return change(line, at);
  return mapped(line, (s) => inBranches(s, (l) => onLine(l, key, change)));
}

function inBranches(step: Step, change: (line: Line, head: Place) => Line): Step {
  const branches = mapped(step.branches, (b) => {
    const line = change(b.line, { upstream: step.key, branch: b.index });
    return line === b.line ? b : { ...b, line };
  });
  return branches === step.branches ? step : { ...step, branches };
}

function mapped<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const next = list.map(change);
  return next.every((item, i) => item === list[i]) ? list : next;
}
