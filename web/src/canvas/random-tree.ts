import type { Line, Step } from "./tree";

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function random(seed: number) {
  let s = seed;
  return () => {
    s = (s * 1664525 + 1013904223) % 4294967296;
    return s / 4294967296;
  };
}

/** A tree of steps for tests: lines with forks and loops, as deep as said. */
export function randomLine(next: () => number, depth: number, prefix: string): Line {
  const line: Step[] = [];
  const n = Math.floor(next() * 5);
  for (let i = 0; i < n; i += 1) {
    const key = `${prefix}${i}`;
    const branching = depth > 0 && next() < 0.4;
    const loop = branching && next() < 0.3;
    const count = loop ? 1 : branching ? 1 + Math.floor(next() * 4) : 0;
    const branches = Array.from({ length: count }, (_, index) => ({
      index,
      title: `${index}`,
      line: randomLine(next, depth - 1, `${key}_${index}_`),
    }));
    line.push({ key, type: loop ? "loop" : "any", title: key, config: {}, branches });
  }
  return line;
}
