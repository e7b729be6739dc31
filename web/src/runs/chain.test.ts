import { expect, test } from "vitest";
import type { FollowedRun, Verdict } from "../api/types";
import { type Considered, effectsOf } from "./chain";

const verdict = (key: string, executionIds: number[], more: Partial<Verdict> = {}): Verdict => ({
  key,
  executionIds,
  count: executionIds.length,
  layer: "post-action",
  mode: "async",
  verdict: "started",
  workflowId: 1,
  ...more,
});

const run = (id: number, retryOf: number | null = null): FollowedRun => ({
  id,
  retryOf,
  key: `k${id}`,
  title: "",
  sync: false,
  status: 1,
  createdAt: null,
  startedAt: null,
  endedAt: null,
  steps: [],
});

/** A tree as text: workflow(run>step:workflow(...)). */
function drawn(list: Considered[]): string {
  return list
    .map(({ verdict: v, runs, more }) => {
      const inner = runs.map(
        (r) =>
          r.attempts.map((a) => a.id).join("+") + r.effects.map((e) => `>${e.nodeKey}:${drawn(e.considered)}`).join(""),
      );
      return `${v.key}(${[...inner, ...(more ? [`…${more}`] : [])].join(" ")})`;
    })
    .join(" ");
}

test("changes lead on to the workflows that they raise", () => {
  const { first, rest } = effectsOf(
    {
      verdicts: [verdict("pays", [1]), verdict("off", [], { verdict: "skipped", reason: "disabled" })],
      chain: [
        verdict("ledger", [2], { layer: "collection", causedBy: { executionId: 1, nodeKey: "pay" } }),
        verdict("report", [3], { layer: "collection", causedBy: { executionId: 2, nodeKey: "write" } }),
      ],
    },
    [run(1), run(2), run(3)],
  );
  expect(drawn(first)).toBe("pays(1>pay:ledger(2>write:report(3))) off()");
  expect(rest).toEqual([]);
});

test("what a retry led to stands with the run that it retries", () => {
  const { first } = effectsOf(
    {
      verdicts: [verdict("pays", [1])],
      chain: [verdict("ledger", [5], { causedBy: { executionId: 4, nodeKey: "pay" } })],
    },
    [run(1), run(4, 1), run(5)],
  );
  expect(drawn(first)).toBe("pays(1+4>pay:ledger(5))");
});

test("workflows before the action come first", () => {
  const { first } = effectsOf({ verdicts: [verdict("after", []), verdict("before", [], { layer: "pre-action" })] }, []);
  expect(drawn(first)).toBe("before() after()");
});

test("what is too much is counted, and what hangs in the air comes at the end", () => {
  const { first, rest } = effectsOf(
    {
      verdicts: [verdict("each", [1], { count: 300 })],
      chain: [verdict("far", [9], { causedBy: { executionId: 8, nodeKey: "n" } })],
    },
    [run(1), run(9)],
  );
  expect(drawn(first)).toBe("each(1 …299)");
  expect(drawn(rest)).toBe("far(9)");
});
