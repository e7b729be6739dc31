import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { Button, ListMeta, Page } from "../api/types";
import { role } from "../app/session";

/** A button that the server knows, with the page that it stands on. */
export interface KnownButton extends Button {
  page: Pick<Page, "uid" | "title" | "applicationKey"> | undefined;
}

/** The buttons that the server knows. */
export const buttonsQuery = () =>
  queryOptions({
    queryKey: ["buttons", "known", role.get()],
    queryFn: async ({ signal }): Promise<KnownButton[]> => {
      const [buttons, pages] = await Promise.all([
        call<Button[], ListMeta>("buttons:list", { signal, query: { paginate: false, sort: "title" } }),
        call<Page[], ListMeta>("pages:list", {
          signal,
          query: { paginate: false, fields: "uid,title,applicationKey" },
        }),
      ]);
      return buttons.data.map((b) => ({ ...b, page: pages.data.find((p) => p.uid === b.pageUid) }));
    },
  });

/** Binds a workflow to a button that stands on no page, after those that are bound to it already. */
export async function bind(button: Pick<Button, "uid" | "bindings">, key: string): Promise<void> {
  const bindings = [...button.bindings, { key }];
  await call<Button[]>("buttons:update", { query: { filterByTk: button.uid }, body: { bindings } });
}
