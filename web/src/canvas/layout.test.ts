import { expect, test } from "vitest";
import { type Box, layout, type Measures } from "./layout";
import { random, randomLine } from "./random-tree";
import { type Step, stepsOf } from "./tree";

const measures: Measures = {
  card: { w: 240, h: 64 },
  end: { w: 96, h: 32 },
  label: { w: 160, h: 28 },
  slot: { w: 24, h: 24 },
  gap: 48,
  column: 32,
};

const overlaps = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

test("nothing overlaps, whatever the tree, and everything is within the measures", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const line = randomLine(random(seed), 4, "s");
    const { boxes, w, h, wires } = layout(line, new Set(), measures);
    const solid = boxes.filter((b) => b.kind !== "frame");
    solid.forEach((a, i) => {
      for (const b of solid.slice(i + 1)) if (overlaps(a, b)) expect.fail(`seed ${seed}: ${a.id} on ${b.id}`);
    });
    const frames = boxes.filter((b) => b.kind === "frame");
    frames.forEach((a, i) => {
      for (const b of frames.slice(i + 1)) {
        const inside = (x: Box, y: Box) => x.x >= y.x && x.y >= y.y && x.x + x.w <= y.x + y.w && x.y + x.h <= y.y + y.h;
        if (overlaps(a, b)) expect(inside(a, b) || inside(b, a), `seed ${seed}: ${a.id}, ${b.id}`).toBe(true);
      }
    });
    for (const b of boxes) expect(b.x >= 0 && b.y >= 0 && b.x + b.w <= w && b.y + b.h <= h, b.id).toBe(true);
    for (const wire of wires) {
      wire.forEach(([x, y], i) => {
        const [px, py] = wire[i - 1] ?? [x, y];
        expect(x === px || y === py).toBe(true);
        expect(y).toBeGreaterThanOrEqual(py);
      });
    }
  }
});

test("every step, branch and slot is there once", () => {
  const line = randomLine(random(7), 4, "s");
  const { boxes } = layout(line, new Set(), measures);
  const steps = [...stepsOf(line)];
  expect(new Set(boxes.map((b) => b.id)).size).toBe(boxes.length);
  expect(boxes.filter((b) => b.kind === "step")).toHaveLength(steps.length);
  const branches = steps.reduce((n, s) => n + s.branches.length, 0);
  expect(boxes.filter((b) => b.kind === "branch")).toHaveLength(branches);
  expect(boxes.filter((b) => b.kind === "slot")).toHaveLength(1 + steps.length + branches);
});

test("the same tree gives the same layout", () => {
  const make = () => layout(randomLine(random(11), 4, "s"), new Set(), measures);
  expect(make()).toEqual(make());
});

test("a collapsed step hides what is in its branches and tells how much", () => {
  const inner: Step = { key: "b", type: "any", title: "", config: {}, branches: [] };
  const step: Step = {
    ...inner,
    key: "a",
    branches: [{ index: 1, title: "Yes", line: [inner, { ...inner, key: "c" }] }],
  };
  const { boxes } = layout([step], new Set(["a"]), measures);
  expect(boxes.map((b) => b.id)).toEqual(["trigger", "slot::", "step:a", "slot:a:", "end"]);
  expect(boxes.find((b) => b.kind === "step")).toMatchObject({ hidden: 2 });
});
