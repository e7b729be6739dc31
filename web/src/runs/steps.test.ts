import { expect, test } from "vitest";
import { flat, type JobLike, lastJob, type StepItem, stepItems } from "./steps";

interface Node {
  id: number;
  key: string;
  type: string;
  title: string;
  upstreamId: number | null;
  downstreamId: number | null;
  branchIndex: number | null;
}

const node = (
  id: number,
  key: string,
  upstreamId: number | null,
  downstreamId: number | null = null,
  branchIndex: number | null = null,
  type = "calculation",
): Node => ({ id, key, type, title: key, upstreamId, downstreamId, branchIndex });

const job = (id: number, nodeId: number, status = 1): JobLike => ({ id, nodeId, status, upstreamId: null });

const nodes = [
  node(1, "if", null, 4, null, "condition"),
  node(2, "yes", 1, null, 1),
  node(3, "no", 1, null, 0),
  node(4, "each", 1, 7, null, "loop"),
  node(5, "a", 4, 6, 0),
  node(6, "b", 5),
  node(7, "end", 4),
];

/** Steps as text: key=jobs[branch:steps]. */
function drawn(items: StepItem<JobLike, Node>[]): string {
  return items
    .map(({ node: n, jobs, branches }) => {
      const inner = branches.map(
        (b) => `[${b.index}${b.turns.length > 0 ? ` ${b.turn + 1}/${b.turns.length}` : ""}: ${drawn(b.steps)}]`,
      );
      return `${n.key}=${jobs.map((j) => j.id).join("+")}${inner.join("")}`;
    })
    .join(" ");
}

test("steps stand in the tree of the version, also those that were not reached", () => {
  expect(drawn(stepItems(nodes, [job(10, 1), job(11, 2)]))).toBe("if=10[0: no=][1: yes=11] each=[0: a= b=] end=");
});

test("a loop shows its last turn, or the one that is chosen", () => {
  const jobs = [job(10, 1), job(20, 4), job(21, 5), job(22, 6), job(23, 5), job(24, 6), job(25, 7)];
  expect(drawn(stepItems(nodes, jobs))).toContain("each=20[0 2/2: a=23 b=24] end=25");
  expect(drawn(stepItems(nodes, jobs, new Map([[4, 0]])))).toContain("each=20[0 1/2: a=21 b=22] end=25");
  expect(drawn(stepItems(nodes, jobs, new Map([[4, 9]])))).toContain("2/2");
});

test("a loop shows the turn in which something went wrong", () => {
  const jobs = [job(20, 4), job(21, 5), job(22, 6), job(23, 5), job(24, 6, -1), job(25, 5), job(26, 6)];
  expect(drawn(stepItems(nodes, jobs))).toContain("[0 2/3: a=23 b=24]");
});

test("several runs of a step are its attempts, of which the last one counts", () => {
  const [first] = stepItems(nodes, [job(10, 1, -3), job(12, 1)]);
  expect(first?.jobs.map((j) => j.id)).toEqual([10, 12]);
  expect(first && lastJob(first)?.id).toBe(12);
});

test("all steps are told one after the other", () => {
  expect(flat(stepItems(nodes, [])).map((i) => i.node.key)).toEqual(["if", "no", "yes", "each", "a", "b", "end"]);
});

test("a broken version does not hang", () => {
  expect(drawn(stepItems([node(1, "a", null, 2), node(2, "b", 1, 1)], []))).toBe("a= b=");
});
