import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { Application, MenuEntry, Page, PageContent } from "../api/types";
import { role } from "../app/session";
import { loadBlocks } from "./later-blocks";

/** The applications in which the reader may open something; those who make applications see all. */
export const applicationsQuery = () =>
  queryOptions({
    queryKey: ["applications", role.get()],
    queryFn: async ({ signal }) => {
      const query = { sort: "sort,title", pageSize: 200 };
      return (await call<Application[]>("applications:list", { signal, query })).data;
    },
    staleTime: 10_000,
  });

/** The lines of the menu of an application that lead the reader somewhere. */
export const menuQuery = (application: string) =>
  queryOptions({
    queryKey: ["menuEntries", role.get(), application],
    queryFn: async ({ signal }) => {
      const query = { filter: { applicationKey: application }, sort: "sort,id", pageSize: 200 };
      return (await call<MenuEntry[]>("menuEntries:list", { signal, query })).data;
    },
    staleTime: 10_000,
  });

/** The pages that the reader may open, without what is on them. */
export const pagesQuery = () =>
  queryOptions({
    queryKey: ["pages", role.get(), "list"],
    queryFn: async ({ signal }) => {
      const query = { fields: "uid,title,applicationKey,publishedVersion", paginate: false };
      return (
        await call<Pick<Page, "uid" | "title" | "applicationKey" | "publishedVersion">[]>("pages:list", {
          signal,
          query,
        })
      ).data;
    },
    staleTime: 10_000,
  });

/** A page as it is published, cut to what the reader may see. */
export const publishedQuery = (uid: string) =>
  queryOptions({
    queryKey: ["pages", role.get(), "published", uid],
    queryFn: async ({ signal }) => {
      const query = { filterByTk: uid, view: "published" };
      const { data } = await call<Page & { published: PageContent }>("pages:get", { signal, query });
      await loadBlocks(data.published.blocks);
      return data;
    },
  });
