import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { writeOver } from "../api/over";
import type { FlowNode, Workflow } from "../api/types";
import { createStore, useStore } from "../app/store";
import { wording } from "../ui/failures";
import { readNode } from "./data";
import type { SettingError } from "./form-context";
import { type Config, same } from "./form-model";
import type { StepPanelProps } from "./step-panel-props";

/** What somebody changed of a step and has not saved. */
interface Draft {
  title: string;
  config: Config;
  /** What it was when the change began. */
  base: FlowNode;
}

// They survive closing the panel, by the id of their step.
const drafts = createStore<Readonly<Record<number, Draft>>>({});

function put(id: number, draft: Draft | undefined) {
  const { [id]: _, ...others } = drafts.get();
  drafts.set(draft ? { ...others, [id]: draft } : others);
}

/** The step does not exist any more. */
export class Gone extends Error {}

export interface StepDraft {
  title: string;
  config: Config;
  isChanged: boolean;
  setTitle: (title: string) => void;
  setConfig: (config: Config) => void;
  discard: () => void;
  /** Saves on top of what the step was, or of what somebody else made of it. */
  save: (over?: FlowNode) => Promise<FlowNode | undefined>;
  isSaving: boolean;
  error: Error | null;
  forget: () => void;
}

/** The settings of a step as they are edited. */
export function useStepDraft(
  node: FlowNode,
  onSaved: (node: FlowNode) => void,
  target?: StepPanelProps["target"],
): StepDraft {
  const queries = useQueryClient();
  const stored = useStore(drafts)[node.id];
  // What was just saved counts until the step that is shown has been read again.
  const counts = stored && (differs(stored) || later(stored.base, node));
  const current = counts ? stored : { title: node.title ?? "", config: node.config, base: node };
  const isChanged = differs(current);
  const mutation = useMutation({
    mutationFn: async (over: FlowNode | undefined) => {
      const version = await target?.();
      return write(current, over ?? (version ? await inVersion(version, current.base) : current.base));
    },
    onSuccess: async (saved) => {
      put(node.id, undefined);
      put(saved.id, { title: saved.title ?? "", config: saved.config, base: saved });
      onSaved(saved);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["flow_nodes"] }),
        queries.invalidateQueries({ queryKey: ["workflows"] }),
      ]);
    },
  });
  const change = (part: Partial<Draft>) => {
    if (mutation.isError) mutation.reset();
    put(node.id, { ...current, ...part });
  };
  return {
    title: current.title,
    config: current.config,
    isChanged,
    setTitle: (title) => change({ title }),
    setConfig: (config) => change({ config }),
    discard: () => {
      mutation.reset();
      put(node.id, undefined);
    },
    save: async (over) => {
      try {
        return await mutation.mutateAsync(over);
      } catch {
        return undefined; // shown as the state's error
      }
    },
    isSaving: mutation.isPending,
    error: mutation.error,
    forget: () => mutation.reset(),
  };
}

function differs({ title, config, base }: Draft): boolean {
  return title !== (base.title ?? "") || !same(config, base.config);
}

function later(a: FlowNode, b: FlowNode): boolean {
  return (a.updatedAt ?? "") > (b.updatedAt ?? "");
}

/** The step of the same key in another version. */
async function inVersion(version: Workflow, { key }: FlowNode): Promise<FlowNode> {
  const query = { filter: { workflowId: version.id, key }, pageSize: 1 };
  const [found] = (await call<FlowNode[]>("flow_nodes:list", { query })).data;
  if (!found) throw new Gone();
  return found;
}

/** Writes a draft on top of what the step was, unless somebody else changed its settings. */
function write({ title, config }: Draft, base: FlowNode): Promise<FlowNode> {
  return writeOver({
    base,
    write: async (over) => {
      const query = { filterByTk: over.id, updatedAt: over.updatedAt };
      const [saved] = (await call<FlowNode[]>("flow_nodes:update", { query, body: { title, config } })).data;
      if (!saved) throw new Gone();
      return saved;
    },
    read: async () => {
      const now = await readNode(base.id);
      if (!now) throw new Gone();
      return now;
    },
    // Otherwise only its place among the others changed, or this very text was saved before.
    isSame: (a, b) => same(a.config, b.config) && (a.title ?? "") === (b.title ?? ""),
  });
}

/** The refusals of a configuration by the paths of their settings. */
export function settingErrors(t: TFunction, e: unknown): SettingError[] {
  if (!(e instanceof ApiError)) return [];
  return e.failures.flatMap((f) => {
    const field = f.field?.replace(/^config\.?/, "") ?? "";
    return field ? [{ field, errors: [detailed(t, f)] }] : [];
  });
}

/** What the server says of a setting, where our words for the code say less. */
function detailed(t: TFunction, f: { code: string; message: string }): string {
  return f.code === "INVALID_CONFIG" ? f.message : wording(t, { ...f, code: f.code });
}
