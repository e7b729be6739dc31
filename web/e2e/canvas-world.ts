import type { Server } from "./server";

type Json = Record<string, unknown>;

/** A step for `workflows:arrange`: behind another one, or at the head of one of its branches. */
export function step(
  key: string,
  type: string,
  title: string,
  up: string | null,
  branch: number | null,
  config: Json = {},
) {
  return { key, type, title, config, upstreamKey: up, branchIndex: branch };
}

/** Steps with branches and a loop, on a collection. */
export function review(collection: string) {
  const amount = "{{$context.data.title}}";
  return [
    step("find", "query", "Find similar ones", null, null, {
      collection,
      params: { filter: { title: { $eq: amount } } },
    }),
    step("big", "condition", "Is it a large one?", "find", null, {
      rejectOnFalse: false,
      engine: "basic",
      calculation: { group: { type: "and", calculations: [{ calculator: "equal", operands: [amount, "Hotel"] }] } },
    }),
    step("note", "create", "Ask for a receipt", "big", 1, {
      collection: "payments",
      params: { values: { title: "Ask" } },
    }),
    step("each", "loop", "For each similar one", "big", 0, { target: "{{$jobsMapByNodeKey.find}}" }),
    step("mark", "update", "Mark it", "each", 0, {
      collection,
      params: { filter: { id: { $eq: "{{$scopes.each.item.id}}" } }, values: { title: "Seen" } },
    }),
    step("out", "output", "Tell how many", "big", null, { value: "1" }),
  ];
}

/** A workflow with a published version and a draft that differs from it. Answers the id of the draft. */
export async function reviewed(server: Server, token: string, collection = "claims"): Promise<number> {
  const { id } = await server.ok(token, "workflows:create", {
    key: "review",
    title: "Review a claim",
    type: "action",
    config: { collection },
  });
  const steps = review(collection);
  await server.ok(token, `workflows:arrange?filterByTk=${id}`, { nodes: steps });
  await server.ok(token, `workflows:update?filterByTk=${id}`, { enabled: true, note: "The first one" });
  const filter = encodeURIComponent(JSON.stringify({ key: "review" }));
  const draft = await server.ok(token, `workflows:revision?filterByTk=${id}&filter=${filter}`, {});
  const changed = steps
    .filter((s) => s.key !== "out")
    .map((s) => (s.key === "note" ? { ...s, title: "Ask for the receipt" } : s))
    .concat([
      step("sum", "calculation", "Work out the sum", "big", null, {
        engine: "math.js",
        expression: "{{$jobsMapByNodeKey.gone.x}}",
      }),
    ]);
  await server.ok(token, `workflows:arrange?filterByTk=${draft.id}`, { nodes: changed });
  return Number(draft.id);
}
