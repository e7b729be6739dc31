import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { ListMeta, Workflow } from "../api/types";
import { role } from "../app/session";

const page = 200;

/** Every workflow in the version that counts, with what decides whether it fits a button. */
export const workflowsQuery = () =>
  queryOptions({
    queryKey: ["workflows", role.get(), "bindings"],
    queryFn: async ({ signal }) => {
      const all: Workflow[] = [];
      for (let n = 1; ; n += 1) {
        const { data, meta } = await call<Workflow[], ListMeta>("workflows:list", {
          signal,
          query: {
            filter: { current: true },
            fields: "id,key,title,type,config,enabled,sync,current,description",
            sort: "id",
            page: n,
            pageSize: page,
          },
        });
        all.push(...data);
        if (data.length < page || all.length >= (meta?.count ?? 0)) return all;
      }
    },
    staleTime: 10_000,
  });
