import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type {
  BoundButton,
  Execution,
  FlowNode,
  Job,
  ListMeta,
  NodePreview,
  NodeSpec,
  NodeTest,
  TriggerSpec,
  Variable,
} from "../api/types";
import { role } from "../app/session";

/** The node types that there are. */
export const nodeSpecsQuery = () =>
  queryOptions({
    queryKey: ["flow_nodes", "specs", role.get()],
    queryFn: async ({ signal }) => (await call<NodeSpec[]>("flow_nodes:specs", { signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The trigger types that there are. */
export const triggerSpecsQuery = () =>
  queryOptions({
    queryKey: ["workflows", "triggerSpecs", role.get()],
    queryFn: async ({ signal }) => (await call<TriggerSpec[]>("workflows:triggerSpecs", { signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The newest runs of a workflow, all versions together. */
export const pastRunsQuery = (key: string) =>
  queryOptions({
    queryKey: ["executions", "past", role.get(), key],
    queryFn: async ({ signal }) =>
      (
        await call<Execution[], ListMeta>("executions:list", {
          signal,
          query: { filter: { key }, sort: "-id", pageSize: 20, fields: "id,status,createdAt,startedAt,manually" },
        })
      ).data,
  });

/** What a node may refer to, with values from a past run. */
export const variablesQuery = (nodeId: number, runId: number | undefined) =>
  queryOptions({
    queryKey: ["flow_nodes", "variables", role.get(), nodeId, runId],
    queryFn: ({ signal }) => variables(nodeId, runId, {}, signal),
    staleTime: 10_000,
  });

/** What a node gives. */
export const resultQuery = (nodeId: number, runId: number | undefined) =>
  queryOptions({
    queryKey: ["flow_nodes", "result", role.get(), nodeId, runId],
    queryFn: async ({ signal }) => (await variables(nodeId, runId, { result: true }, signal))[0],
    staleTime: 10_000,
  });

/** The variables of a node; with a path only the parts of that one. */
export async function variables(
  nodeId: number,
  runId: number | undefined,
  more: { path?: string; result?: boolean },
  signal?: AbortSignal,
): Promise<Variable[]> {
  const query = { filterByTk: nodeId, executionId: runId, ...more };
  return (await call<Variable[]>("flow_nodes:variables", { query, signal })).data;
}

/** The attempts of a node in a run, the newest first. */
export const jobsQuery = (nodeKey: string, runId: number | undefined) =>
  queryOptions({
    queryKey: ["jobs", role.get(), runId, nodeKey],
    enabled: runId !== undefined,
    queryFn: async ({ signal }) => {
      const query = { filter: { executionId: runId, nodeKey }, sort: "-id", pageSize: 50 };
      return (await call<Job[], ListMeta>("jobs:list", { signal, query })).data;
    },
  });

/** What is to be computed for a preview. */
export type Computed = { template: unknown } | { calculation: unknown } | { engine: string; expression: string };

/** Computes something on a past run; nothing else happens. */
export async function preview(
  nodeId: number,
  runId: number | undefined,
  what: Computed,
  signal?: AbortSignal,
): Promise<NodePreview> {
  const query = { filterByTk: nodeId, executionId: runId };
  return (await call<NodePreview>("flow_nodes:preview", { query, body: what, signal })).data;
}

/** Runs a configuration for itself. */
export async function testNode(type: string, config: unknown, values: Record<string, unknown>): Promise<NodeTest> {
  return (await call<NodeTest>("flow_nodes:try", { body: { type, config, variables: values } })).data;
}

/** A node as it is now; null when it is gone. */
export async function readNode(id: number): Promise<FlowNode | null> {
  return (await call<FlowNode | null>("flow_nodes:get", { query: { filterByTk: id } })).data;
}

/** The buttons that a workflow is bound to. */
export const boundButtonsQuery = (workflowId: number) =>
  queryOptions({
    queryKey: ["buttons", "bound", role.get(), workflowId],
    queryFn: async ({ signal }) => (await call<BoundButton[]>(`workflows/${workflowId}/buttons:list`, { signal })).data,
  });
