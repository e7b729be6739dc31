import type { Box } from "./layout";

/** The box whose middle is next to a point, of those that will do; none when all are further away than the reach. */
export function nearest<B extends Box>(
  boxes: readonly B[],
  x: number,
  y: number,
  reach: number,
  will: (box: B) => boolean,
): B | undefined {
  let found: B | undefined;
  let least = reach * reach;
  for (const b of boxes) {
    const d = (b.x + b.w / 2 - x) ** 2 + (b.y + b.h / 2 - y) ** 2;
    if (d <= least && will(b)) [found, least] = [b, d];
  }
  return found;
}
