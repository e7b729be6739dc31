import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { Branch, Workflow, WorkflowCheck } from "../api/types";
import { role } from "../app/session";

/** What a version and its steps look like together. */
export interface Version {
  workflow: Workflow;
  /** The branches that its steps offer, by the id of the step. */
  branches: Record<string, Branch[]>;
}

const people = ["createdBy", "updatedBy"];

/** One version with its steps; null when there is none. */
export async function readVersion(id: number, signal?: AbortSignal): Promise<Version | null> {
  const [version, branches] = await Promise.all([
    call<Workflow | null>("workflows:get", {
      signal,
      query: { filterByTk: id, appends: ["nodes", "versionStats", ...people].join(",") },
    }),
    call<Record<string, Branch[]>>("flow_nodes:branches", { signal, query: { filterByTk: id } }).catch(() => undefined),
  ]);
  return version.data && { workflow: version.data, branches: branches?.data ?? {} };
}

export const versionQuery = (id: number) =>
  queryOptions({
    queryKey: ["workflows", role.get(), "version", id],
    queryFn: ({ signal }) => readVersion(id, signal),
  });

/** All versions of a workflow, newest first, without their steps. */
export const versionsQuery = (key: string) =>
  queryOptions({
    queryKey: ["workflows", role.get(), "versions", key],
    queryFn: async ({ signal }) =>
      (
        await call<Workflow[]>("workflows:list", {
          signal,
          query: {
            filter: { key },
            sort: "-id",
            paginate: false,
            except: "config",
            appends: ["versionStats", ...people].join(","),
          },
        })
      ).data,
  });

/** What is wrong with a version. It changes with the model too, not only with the version. */
export const checkQuery = (id: number, updatedAt: string | null) =>
  queryOptions({
    queryKey: ["workflows", role.get(), "check", id, updatedAt],
    queryFn: async ({ signal }) =>
      (await call<WorkflowCheck>("workflows:check", { signal, query: { filterByTk: id } })).data.problems,
    placeholderData: (previous) => previous,
  });
