import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { grants, type Me } from "../api/calls";
import { call } from "../api/client";
import type {
  Button,
  Execution,
  FailureGroup,
  FailureMeta,
  FollowedRun,
  Job,
  ListMeta,
  QueueState,
  Receipt,
  User,
  Workflow,
  WorkflowHealth,
} from "../api/types";
import { role } from "../app/session";
import { readVersion } from "../canvas/queries";
import { filterOf, type RunsSearch } from "./search";

/** One receipt with what followed later and who took the action; null when there is none that the user may see. */
export const receiptQuery = (id: number) =>
  queryOptions({
    queryKey: ["receipts", role.get(), "one", id],
    queryFn: async ({ signal }) => {
      const query = { filterByTk: id, appends: "chain,user" };
      return (await call<Receipt | null>("receipts:get", { signal, query })).data;
    },
  });

/** The runs that follow from an action, with their steps. Whoever took the action may see them. */
export const followedQuery = (id: number) =>
  queryOptions({
    queryKey: ["receipts", role.get(), "runs", id],
    queryFn: async ({ signal }) =>
      (await call<FollowedRun[]>("receipts:runs", { signal, query: { filterByTk: id } })).data,
  });

/** How many runs a page of the list has. */
export const runsPerPage = 25;

/** A run in a list: without what may be long. */
export type ListedRun = Omit<Execution, "context" | "output" | "stack">;

const columns = [
  ...["id", "key", "status", "reason", "createdAt", "startedAt", "endedAt", "expiresAt", "layer", "sync", "manually"],
  ...["collection", "recordKey", "receiptId", "retryOf", "workflowId", "actorId", "roleName", "parentExecutionId"],
  ...["workflow.id", "workflow.title", "workflow.type", "workflow.current", "workflow.enabled"],
  ...["actor.id", "actor.nickname", "actor.username", "actor.email"],
  ...["receipt.id", "receipt.button", "receipt.user.id", "receipt.user.nickname", "receipt.user.username"],
].join(",");

/** Runs of all workflows, the newest first. */
export const runsQuery = (search: RunsSearch) =>
  queryOptions({
    queryKey: ["executions", role.get(), "list", search],
    queryFn: ({ signal }) =>
      call<ListedRun[], ListMeta>("executions:list", {
        signal,
        query: {
          filter: filterOf(search),
          sort: "-id",
          fields: columns,
          page: search.page ?? 1,
          pageSize: runsPerPage,
        },
      }),
    placeholderData: keepPreviousData,
  });

/** Of runs that failed: the step that says why, by the run. Inside of a loop that is the step, not the loop. */
export const failedStepsQuery = (ids: readonly number[]) =>
  queryOptions({
    queryKey: ["executions", role.get(), "failedSteps", ids],
    enabled: ids.length > 0,
    queryFn: async ({ signal }) => {
      const filter = { executionId: { $in: ids }, status: { $lt: 0 } };
      const fields = "id,executionId,nodeKey,status,result,node.title,node.type";
      const query = { filter, fields, sort: "id", pageSize: 200 };
      const { data } = await call<Job[]>("jobs:list", { signal, query });
      return new Map(data.map((job) => [job.executionId, job]));
    },
    placeholderData: keepPreviousData,
  });

/** One run with what started it; null when there is none. */
export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ["executions", role.get(), "one", id],
    queryFn: async ({ signal }) => {
      const query = { filterByTk: id, appends: "workflow,actor,receipt.user" };
      return (await call<Execution | null>("executions:get", { signal, query })).data;
    },
  });

/** A step in a list: without what may be long. */
export type ListedJob = Omit<Job, "input" | "result" | "log">;

/** Of a run with very many steps these are read: the first and the newest. */
const firstJobs = 200;
const newestJobs = 1000;

/** The steps of a run in their order. A loop may have any number: of very many the first and the newest are read. */
export const jobsQuery = (run: number) =>
  queryOptions({
    queryKey: ["executions", role.get(), "jobs", run],
    queryFn: async ({ signal }) => {
      const fields = "id,nodeId,nodeKey,status,meta,startedAt,endedAt,upstreamId,createdAt";
      const read = (sort: string, pageSize: number) =>
        call<ListedJob[], ListMeta>("jobs:list", {
          signal,
          query: { filter: { executionId: run }, fields, sort, pageSize },
        });
      const { data, meta } = await read("id", firstJobs);
      if (meta.count <= data.length) return { jobs: data, cut: 0 };
      const newest = (await read("-id", Math.min(meta.count - data.length, newestJobs))).data.reverse();
      const last = data.at(-1)?.id ?? 0;
      const jobs = [...data, ...newest.filter((j) => j.id > last)];
      return { jobs, cut: Math.max(meta.count - jobs.length, 0) };
    },
  });

/** One step with its input, output and log. */
export const jobQuery = (id: number, status: number | null) =>
  queryOptions({
    queryKey: ["executions", role.get(), "job", id, status],
    queryFn: async ({ signal }) => (await call<Job | null>("jobs:get", { signal, query: { filterByTk: id } })).data,
  });

/** The version that a run is of; null when it is gone. */
export const versionQuery = (id: number) =>
  queryOptions({
    queryKey: ["workflows", role.get(), "version", id],
    queryFn: ({ signal }) => readVersion(id, signal),
  });

/** The runs that retry a run, and those that its steps started. */
export const kinQuery = (run: Pick<Execution, "id">) =>
  queryOptions({
    queryKey: ["executions", role.get(), "kin", run.id],
    queryFn: async ({ signal }) => {
      const filter = { $or: [{ retryOf: run.id }, { parentExecutionId: run.id }] };
      const fields = "id,key,status,retryOf,parentExecutionId,createdAt";
      const { data } = await call<ListedRun[]>("executions:list", { signal, query: { filter, fields, sort: "id" } });
      return data;
    },
  });

/** What failed since an instant, in groups, the newest first. */
export const failuresQuery = (hours: number, refusals: boolean) =>
  queryOptions({
    queryKey: ["executions", role.get(), "failures", hours, refusals],
    queryFn: ({ signal }) => {
      const since = new Date(Date.now() - hours * 3_600_000).toISOString();
      const query = { since, ...(refusals && { refusals: true }) };
      return call<FailureGroup[], FailureMeta>("executions:failures", { signal, query });
    },
    placeholderData: keepPreviousData,
  });

/** What runs and what waits. */
export const queueQuery = () =>
  queryOptions({
    queryKey: ["executions", role.get(), "queue"],
    queryFn: async ({ signal }) => (await call<QueueState>("executions:queue", { signal })).data,
  });

/** How workflows did in the last seven days. */
export const healthQuery = (page: number) =>
  queryOptions({
    queryKey: ["executions", role.get(), "health", page],
    queryFn: ({ signal }) =>
      call<WorkflowHealth[], ListMeta>("workflows:health", { signal, query: { page, pageSize: 50 } }),
    placeholderData: keepPreviousData,
  });

/** The workflows that there are, by their current versions: to choose from. */
export const workflowChoicesQuery = () =>
  queryOptions({
    queryKey: ["workflows", role.get(), "choices"],
    queryFn: async ({ signal }) => {
      const query = { filter: { current: true }, fields: "id,key,title,type", sort: "title", pageSize: 1000 };
      return (await call<Pick<Workflow, "id" | "key" | "title" | "type">[]>("workflows:list", { signal, query })).data;
    },
    staleTime: 30_000,
  });

/** The buttons that there are: to choose from. */
export const buttonChoicesQuery = () =>
  queryOptions({
    queryKey: ["buttons", role.get(), "choices"],
    queryFn: async ({ signal }) => {
      const query = { fields: "uid,title,collection", sort: "title", pageSize: 1000 };
      return (await call<Pick<Button, "uid" | "title" | "collection">[]>("buttons:list", { signal, query })).data;
    },
    staleTime: 30_000,
  });

/** Users by what they are called: to choose from. */
export const userChoicesQuery = (text: string, id: number | undefined) =>
  queryOptions({
    queryKey: ["users", role.get(), "choices", text, id],
    queryFn: async ({ signal }) => {
      const named = { $or: [{ nickname: { $includes: text } }, { username: { $includes: text } }] };
      const filter = text ? named : id ? { $or: [{ id }, { id: { $ne: id } }] } : {};
      const query = { filter, fields: "id,nickname,username,email", pageSize: 50 };
      return (await call<User[]>("users:list", { signal, query })).data;
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** Whether somebody may see and mend the runs of workflows. */
export function seesRuns({ check }: Me): boolean {
  return check.allowAll || grants(check.snippets, "pm.workflow.workflows");
}

/** Retries a run that ended badly, from its failed step or from a named one. The answer is the new run. */
export async function retryRun(id: number, key: string, nodeId?: number): Promise<Execution> {
  const body = nodeId === undefined ? {} : { nodeId };
  const query = { filterByTk: id };
  return (await call<Execution>("executions:retry", { query, body, idempotencyKey: key })).data;
}

/** Ends a run that has not ended. */
export async function cancelRun(id: number, key: string): Promise<void> {
  await call<Execution>("executions:cancel", { query: { filterByTk: id }, body: {}, idempotencyKey: key });
}

/** Drives a run that has not ended again, from its beginning or a step. Only the owner of the server may. */
export async function rerun(id: number, key: string, nodeId?: number): Promise<void> {
  const body = nodeId === undefined ? {} : { nodeId };
  await call<Execution>("executions:rerun", { query: { filterByTk: id }, body, idempotencyKey: key });
}
