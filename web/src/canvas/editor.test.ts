import { expect, test, vi } from "vitest";
import { ApiError, Unreachable } from "../api/errors";
import type { FlowNode, Workflow } from "../api/types";
import type { Doc } from "./difference";
import { Editor, type Remote } from "./editor";
import { insert, remove } from "./edits";
import type { Version } from "./queries";
import { flat, type Step } from "./tree";

vi.mock("../api/client", () => ({}));
vi.mock("./queries", () => ({}));

/** A server that keeps versions as the real one does. */
class Fake implements Remote {
  versions = new Map<number, Version>();
  away = false;
  saves = 0;

  put(id: number, keys: string[], more: Partial<Workflow> = {}): Version {
    const nodes = keys.map(
      (key, i) =>
        ({
          id: id * 100 + i,
          key,
          type: "any",
          title: key,
          config: {},
          upstreamId: i ? id * 100 + i - 1 : null,
          downstreamId: i < keys.length - 1 ? id * 100 + i + 1 : null,
          branchIndex: null,
        }) as unknown as FlowNode,
    );
    const workflow = {
      id,
      key: "w",
      config: {},
      triggerTitle: "",
      enabled: false,
      nodes,
      updatedAt: `${++this.saves}`,
    };
    const version = { workflow: { ...workflow, ...more } as unknown as Workflow, branches: {} };
    this.versions.set(id, version);
    return version;
  }

  read = async (id: number) => this.versions.get(id) ?? null;

  draft = async ({ workflow }: Version) =>
    this.put(
      workflow.id + 1,
      (workflow.nodes ?? []).map((n) => n.key),
    );

  save = async ({ workflow }: Version, doc: Doc) => {
    if (this.away) throw new Unreachable();
    if (this.versions.get(workflow.id)?.workflow.updatedAt !== workflow.updatedAt) {
      throw new ApiError(409, [{ code: "VERSION_CHANGED", message: "" }], "", 0);
    }
    const keys = flat(doc.line).map((s) => s.key);
    if (keys.includes("bad")) throw new ApiError(400, [{ code: "NODE_NOT_ALLOWED", message: "" }], "", 0);
    return this.put(workflow.id, keys);
  };
}

const step = (key: string): Step => ({ key, type: "any", title: key, config: {}, branches: [] });
const start = { upstream: null, branch: null };
const keys = (e: Editor) =>
  flat(e.get().doc.line)
    .map((s) => s.key)
    .join(" ");

function open(enabled = false) {
  const server = new Fake();
  const refused: unknown[] = [];
  const editor = new Editor(server.put(1, ["a", "b"], { enabled }), server, (e) => refused.push(e));
  return { server, editor, refused };
}

test("an edit is there at once, is saved, undone and done again", async () => {
  const { editor, server } = open();
  const done = editor.editLine((l) => insert(l, start, [step("n")]));
  expect(keys(editor)).toBe("n a b");
  expect(editor.get()).toMatchObject({ saved: "saving", canUndo: true });
  await done;
  expect(editor.get()).toMatchObject({ saved: "saved" });
  expect(editor.get().doc.line[0]?.id).toBe(100);
  await editor.undo();
  expect(keys(editor)).toBe("a b");
  expect(server.versions.get(1)?.workflow.nodes).toHaveLength(2);
  await editor.redo();
  expect(keys(editor)).toBe("n a b");
});

test("edits in quick succession are all saved", async () => {
  const { editor, server } = open();
  await Promise.all(["x", "y", "z"].map((key) => editor.editLine((l) => insert(l, start, [step(key)]))));
  expect(server.versions.get(1)?.workflow.nodes?.map((n) => n.key)).toEqual(["z", "y", "x", "a", "b"]);
});

test("the first edit of a published version opens a draft", async () => {
  const { editor, server } = open(true);
  await editor.editLine((l) => remove(l, "a"));
  expect(editor.get().version.workflow.id).toBe(2);
  expect(server.versions.get(1)?.workflow.nodes).toHaveLength(2);
  await editor.undo();
  expect(keys(editor)).toBe("a b");
  expect(editor.get().version.workflow.id).toBe(2);
});

test("an edit that is refused is taken back and told", async () => {
  const { editor, refused } = open();
  await editor.editLine((l) => insert(l, start, [step("bad")]));
  expect(keys(editor)).toBe("a b");
  expect(refused).toHaveLength(1);
});

test("nothing that somebody else did is overwritten", async () => {
  const { editor, server } = open();
  server.put(1, ["a", "b", "theirs"]);
  await editor.editLine((l) => insert(l, start, [step("mine")]));
  expect(keys(editor)).toBe("a b theirs");
  const { foreign } = editor.get();
  expect(foreign?.mine && flat(foreign.mine.line).map((s) => s.key)).toEqual(["mine", "a", "b"]);
  await editor.acknowledge(foreign?.mine);
  expect(keys(editor)).toBe("mine a b");
  expect(editor.get().foreign).toBeUndefined();
});

test("what somebody else did is taken and told; one's own is not, and can be undone", async () => {
  const { editor, server } = open();
  editor.take(server.put(1, ["a"]), false);
  expect(keys(editor)).toBe("a");
  expect(editor.get().foreign).toBeDefined();
  await editor.acknowledge();
  editor.take(server.put(1, ["a", "own"]), true);
  expect(editor.get()).toMatchObject({ foreign: undefined, canUndo: true });
});

test("while the server is away edits are kept, and saved when it is back", async () => {
  const { editor, server } = open();
  server.away = true;
  await editor.editLine((l) => insert(l, start, [step("n")]));
  expect(editor.get().saved).toBe("away");
  expect(keys(editor)).toBe("n a b");
  editor.take(server.put(1, ["a", "b"], { updatedAt: editor.get().version.workflow.updatedAt }), false);
  expect(keys(editor)).toBe("n a b");
  server.away = false;
  await editor.save();
  expect(editor.get().saved).toBe("saved");
  expect(server.versions.get(1)?.workflow.nodes).toHaveLength(3);
});
