import { expect, test } from "vitest";
import { cleared, copyText, dangling, fresh, parseSteps } from "./clipboard";
import { type Doc, difference } from "./difference";
import { canMove, insert, move, placeBeside, remove } from "./edits";
import { random, randomLine } from "./random-tree";
import { usersOf } from "./references";
import { before, flat, type Line, type Place, type Step, stepsOf } from "./tree";
import { rowsOf, walk } from "./walk";

const step = (key: string, branches: Record<number, Line> = {}, config: Step["config"] = {}): Step => ({
  key,
  type: "any",
  title: key,
  config,
  branches: Object.entries(branches).map(([index, line]) => ({ index: Number(index), title: index, line })),
});

/** a fork(0: c d; 1: e) b */
const line: Line = [step("a"), step("fork", { 0: [step("c"), step("d")], 1: [step("e")] }), step("b")];
const doc = (l: Line): Doc => ({ line: l, config: {}, title: "" });

function shape(l: Line): string {
  return l
    .map((s) =>
      s.branches.length ? `${s.key}(${s.branches.map((b) => `${b.index}:${shape(b.line)};`).join("")})` : s.key,
    )
    .join(" ");
}

test.each<[string, Place, string]>([
  ["at the beginning", { upstream: null, branch: null }, "n a fork(0:c d;1:e;) b"],
  ["after a step", { upstream: "a", branch: null }, "a n fork(0:c d;1:e;) b"],
  ["behind branches", { upstream: "fork", branch: null }, "a fork(0:c d;1:e;) n b"],
  ["at the head of a branch", { upstream: "fork", branch: 1 }, "a fork(0:c d;1:n e;) b"],
  ["in a branch", { upstream: "c", branch: null }, "a fork(0:c n d;1:e;) b"],
])("a step is inserted %s", (_, place, want) => {
  expect(shape(insert(line, place, [step("n")]))).toBe(want);
});

test("what follows can go into a branch of what is inserted", () => {
  const got = insert(line, { upstream: "a", branch: null }, [step("n", { 0: [], 1: [] })], 1);
  expect(shape(got)).toBe("a n(0:;1:fork(0:c d;1:e;) b;)");
});

test("a step goes with its branches, or leaves the steps of one of them", () => {
  expect(shape(remove(line, "fork"))).toBe("a b");
  expect(shape(remove(line, "fork", 0))).toBe("a c d b");
});

test("a step moves with its branches, and not into them", () => {
  expect(shape(move(line, "fork", { upstream: "b", branch: null }))).toBe("a b fork(0:c d;1:e;)");
  expect(canMove(line, "fork", { upstream: "c", branch: null })).toBe(false);
  expect(canMove(line, "c", { upstream: "fork", branch: 0 })).toBe(false);
  expect(move(line, "fork", { upstream: "fork", branch: 1 })).toBe(line);
});

test("a step has places beside it on its line", () => {
  expect(placeBeside(line, "d", -1)).toEqual({ upstream: "fork", branch: 0 });
  expect(placeBeside(line, "d", 1)).toBeUndefined();
  expect(placeBeside(line, "a", 1)).toEqual({ upstream: "fork", branch: null });
});

test("moves and removals lose and double nothing, whatever the tree", () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const next = random(seed);
    const tree = randomLine(next, 3, "s");
    const all = [...stepsOf(tree)];
    const pick = all[Math.floor(next() * all.length)];
    const to = all[Math.floor(next() * all.length)];
    if (!pick || !to) continue;
    const place: Place = { upstream: to.key, branch: to.branches[0]?.index ?? null };
    const moved = move(tree, pick.key, place);
    expect(
      flat(moved)
        .map((s) => s.key)
        .sort(),
    ).toEqual(
      flat(tree)
        .map((s) => s.key)
        .sort(),
    );
    const gone = new Set([...stepsOf([pick])].map((s) => s.key));
    expect(flat(remove(tree, pick.key)).some((s) => gone.has(s.key))).toBe(false);
    if (moved !== tree) expect(difference(doc(tree), doc(moved)).some((c) => c.kind === "moved")).toBe(true);
  }
});

test("a difference names what was added, removed, moved and changed", () => {
  const changed = insert(
    remove(move(line, "a", { upstream: "b", branch: null }), "e"),
    { upstream: null, branch: null },
    [step("n")],
  );
  const other = changed.map((s) => (s.key === "b" ? { ...s, config: { x: { y: 1 } } } : s));
  expect(difference(doc(line), doc(other)).map((c) => `${c.kind} ${c.step?.key}`)).toEqual([
    "added n",
    "changed b",
    "moved a",
    "removed e",
  ]);
  expect(difference(doc(line), doc(other)).find((c) => c.kind === "changed")?.settings).toEqual([
    { path: "x", before: undefined, after: { y: 1 } },
  ]);
  expect(difference(doc(line), { ...doc(line), title: "T" })).toEqual([
    { kind: "changed", settings: [{ path: "title", before: "", after: "T" }] },
  ]);
});

const uses = (key: string) => ({ text: `Sum {{$jobsMapByNodeKey.${key}.total}}`, [`{{$scopes.${key}.item}}`]: 1 });

test("steps are copied as text and refer to each other by new keys", () => {
  const steps = [step("a"), step("b", { 0: [step("c", {}, uses("a"))] }, uses("x"))];
  const copied = parseSteps(copyText({ workflow: "w", steps }));
  expect(copied).toMatchObject({ workflow: "w", steps });
  const made = fresh(copied?.steps ?? [], []);
  const [a, b] = made;
  expect([...stepsOf(made)].some((s) => ["a", "b", "c"].includes(s.key))).toBe(false);
  expect(b?.branches[0]?.line[0]?.config).toEqual(uses(a?.key ?? ""));
  expect(b?.config).toEqual(uses("x"));
  expect(fresh(steps, [], new Set(["b"]))[0]?.key).toBe("a");
});

test.each([
  "",
  "{}",
  "[]",
  '{"sequitur":"steps","workflow":"w","steps":[{"key":1}]}',
  '{"sequitur":"steps","workflow":"w","steps":[]}',
])("%s holds no steps", (text) => expect(parseSteps(text)).toBeUndefined());

test("references that lead nowhere are found and can be cleared", () => {
  const steps = [step("n", {}, uses("c"))];
  expect(dangling(line, { upstream: "c", branch: null }, steps, [])).toEqual([]);
  expect(dangling(line, { upstream: "e", branch: null }, steps, [])).toMatchObject([{ keys: ["c"] }]);
  expect(cleared(steps, new Set(["c"]), [])[0]?.config).toEqual({ text: "Sum ", "": 1 });
});

test("the users of a step are those that refer to it", () => {
  const all = insert(line, { upstream: "b", branch: null }, [step("n", {}, uses("c"))]);
  expect(usersOf(all, new Set(["c", "d"]), []).map((s) => s.key)).toEqual(["n"]);
});

test("before a place are the steps above and around it", () => {
  expect(before(line, { upstream: "d", branch: null }).map((s) => s.key)).toEqual(["a", "fork", "c", "d"]);
  expect(before(line, { upstream: "fork", branch: 1 }).map((s) => s.key)).toEqual(["a", "fork"]);
});

test("the arrows walk the tree", () => {
  const go = (from: Parameters<typeof walk>[2], keys: string[]) =>
    keys.reduce((spot, key) => walk(key, false, spot, line, new Set()) ?? spot, from);
  const at = (key: string) => ({ kind: "step", key }) as const;
  expect(go({ kind: "trigger" }, ["ArrowDown", "ArrowDown"])).toEqual(at("fork"));
  expect(go(at("fork"), ["ArrowDown"])).toEqual({ kind: "branch", key: "fork", index: 0 });
  expect(go(at("fork"), ["ArrowDown", "ArrowRight", "ArrowDown"])).toEqual(at("e"));
  expect(go(at("e"), ["ArrowDown"])).toEqual(at("b"));
  expect(go(at("d"), ["ArrowDown", "ArrowDown"])).toEqual({ kind: "end" });
  expect(go(at("b"), ["ArrowUp"])).toEqual(at("fork"));
  expect(go(at("c"), ["ArrowUp", "ArrowUp"])).toEqual(at("fork"));
  expect(go(at("c"), ["ArrowRight", "ArrowLeft"])).toEqual({ kind: "branch", key: "fork", index: 0 });
  expect(walk("ArrowDown", false, at("fork"), line, new Set(["fork"]))).toEqual(at("b"));
  expect(rowsOf(line, new Set()).map((r) => r.level)).toEqual([1, 1, 1, 2, 3, 3, 2, 3, 1, 1]);
});
