import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { PageButton } from "../api/types";
import type { Key, Row } from "../records/record";
import { addressWith, kindOfAddress } from "./address";
import { usePage } from "./page-context";
import { pagesQuery } from "./queries";

/** Leads to pages and addresses. */
export function useLead() {
  const router = useRouter();
  const queries = useQueryClient();
  const { application } = usePage();
  const toPage = async (page: string, record?: Key) => {
    const pages = await queries.ensureQueryData(pagesQuery()).catch(() => []);
    const app = pages.find((p) => p.uid === page)?.applicationKey ?? application;
    await router.navigate({
      to: "/apps/$app/$page",
      params: { app, page },
      search: record === undefined ? {} : { record },
    });
  };
  const follow = (button: PageButton, row: Row | undefined, record: Key | undefined) => {
    if (button.page) return void toPage(button.page, record);
    const url = addressWith(button.url ?? "", row);
    const kind = kindOfAddress(url);
    if (kind === "elsewhere") window.open(url, "_blank", "noopener,noreferrer");
    else if (kind === "here") void router.navigate({ href: url.startsWith("/") ? url : `/${url}` });
  };
  return { toPage, follow };
}
