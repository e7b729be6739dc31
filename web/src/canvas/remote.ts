import { call } from "../api/client";
import { Told } from "../api/errors";
import type { Branch, Workflow } from "../api/types";
import type { Doc } from "./difference";
import { isFrozen, type Remote } from "./editor";
import { readVersion, type Version } from "./queries";
import { flat } from "./tree";

/** There is a draft already: that one is to be gone on with. */
export class DraftExists extends Told {
  constructor(readonly id: number) {
    super("");
  }
}

/** The newest version, when it is a draft: neither published nor executed, nor the one that counts. */
export function draftOf(versions: readonly Workflow[]): Workflow | undefined {
  const newest = versions.reduce<Workflow | undefined>((n, w) => (n && n.id > w.id ? n : w), undefined);
  return newest && !newest.current && !isFrozen({ workflow: newest, branches: {} }) ? newest : undefined;
}

async function versionsOf(key: string): Promise<Workflow[]> {
  const query = { filter: { key }, paginate: false, except: "config", appends: "versionStats" };
  return (await call<Workflow[]>("workflows:list", { query })).data;
}

async function read(id: number): Promise<Version> {
  const version = await readVersion(id);
  if (!version) throw new Error("the version is gone");
  return version;
}

async function draft({ workflow }: Version): Promise<Version> {
  const existing = draftOf(await versionsOf(workflow.key));
  if (existing && existing.id !== workflow.id) throw new DraftExists(existing.id);
  const query = { filterByTk: workflow.id, filter: { key: workflow.key } };
  const made = await call<Workflow>("workflows:revision", { query, body: { note: null } });
  return read(made.data.id);
}

async function save({ workflow }: Version, doc: Doc): Promise<Version> {
  const body = {
    updatedAt: workflow.updatedAt,
    nodes: flat(doc.line),
    ...(JSON.stringify(doc.config) !== JSON.stringify(workflow.config) && { config: doc.config }),
    ...(doc.title !== (workflow.triggerTitle ?? "") && { triggerTitle: doc.title }),
  };
  const query = { filterByTk: workflow.id };
  const { nodes, updatedAt, config, triggerTitle } = (await call<Workflow>("workflows:arrange", { query, body })).data;
  const branches = (await call<Record<string, Branch[]>>("flow_nodes:branches", { query })).data;
  return { workflow: { ...workflow, updatedAt, config, triggerTitle, ...(nodes && { nodes }) }, branches };
}

/** The server, as the editor asks it. */
export const remote: Remote = { read: readVersion, save, draft };
