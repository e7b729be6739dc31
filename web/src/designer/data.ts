import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type {
  Application,
  MenuEntry,
  Page,
  PageCheck,
  PageContent,
  PageVersion,
  PublishedPage,
  Role,
} from "../api/types";
import { role } from "../app/session";

/** How many rows are asked for where a list is shown whole. */
const all = 200;

export const applicationsQuery = () =>
  queryOptions({
    queryKey: ["applications", role.get(), "list"],
    queryFn: async ({ signal }) =>
      (await call<Application[]>("applications:list", { signal, query: { sort: "sort,key", pageSize: all } })).data,
  });

/** The menu of an application with the pages that its entries lead to. */
export const menuQuery = (application: string) =>
  queryOptions({
    queryKey: ["menuEntries", role.get(), "edit", application],
    queryFn: async ({ signal }) => {
      const query = { filter: { applicationKey: application }, sort: "sort,id", pageSize: all };
      return (await call<MenuEntry[]>("menuEntries:list", { signal, query })).data;
    },
  });

/** The pages that can be edited, of one application or of all. */
export const pagesQuery = (application?: string) =>
  queryOptions({
    queryKey: ["pages", role.get(), "edit", application ?? ""],
    queryFn: async ({ signal }) => {
      const filter = application && { applicationKey: application };
      return (
        await call<Page[]>("pages:list", { signal, query: { ...(filter && { filter }), sort: "title", pageSize: all } })
      ).data;
    },
  });

/** A page as its editors get it. */
export type EditedPage = Page & { draft: PageContent; revision: number };

export const pageQuery = (uid: string) =>
  queryOptions({
    queryKey: ["pages", role.get(), "draft", uid],
    queryFn: ({ signal }) => readPage(uid, signal),
    staleTime: 0,
    gcTime: 0, // always begun with what the server has
  });

export async function readPage(uid: string, signal?: AbortSignal): Promise<EditedPage> {
  return (await call<EditedPage>("pages:get", { query: { filterByTk: uid, view: "edit" }, signal })).data;
}

/** What the draft refers to and what does not exist or fit, as of a revision. */
export const problemsQuery = (uid: string, revision: number) =>
  queryOptions({
    queryKey: ["pages", role.get(), "check", uid, revision],
    queryFn: async ({ signal }) =>
      (await call<PageCheck>("pages:check", { signal, query: { filterByTk: uid } })).data.problems,
    placeholderData: (old) => old,
  });

/** The draft as somebody in a role would see it. */
export const previewQuery = (uid: string, revision: number, as: string) =>
  queryOptions({
    queryKey: ["pages", role.get(), "preview", uid, revision, as],
    queryFn: async ({ signal }) => {
      const query = { filterByTk: uid, view: "draft", role: as };
      return (await call<PublishedPage & { draft: PageContent }>("pages:get", { signal, query })).data.draft;
    },
  });

export const versionsQuery = (uid: string) =>
  queryOptions({
    queryKey: ["pages", role.get(), "versions", uid],
    queryFn: async ({ signal }) => {
      const query = { filter: { pageUid: uid }, sort: "-version", pageSize: all, appends: "createdBy" };
      return (await call<PageVersion[]>("pageVersions:list", { signal, query })).data;
    },
  });

export const versionQuery = (id: number) =>
  queryOptions({
    queryKey: ["pageVersions", role.get(), id],
    queryFn: async ({ signal }) =>
      (await call<PageVersion>("pageVersions:get", { signal, query: { filterByTk: id } })).data,
    staleTime: Number.POSITIVE_INFINITY, // a version never changes
  });

/** The roles that pages, blocks and buttons can be for. Who may not list roles can still write their names. */
export const rolesQuery = () =>
  queryOptions({
    queryKey: ["roles", role.get(), "names"],
    queryFn: async ({ signal }) =>
      (await call<Role[]>("roles:list", { signal, query: { sort: "title", pageSize: all } })).data,
    staleTime: 60_000,
    retry: false,
  });
