import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { settingsQuery } from "../api/calls";

/** Names the page in the browser's tab and history. */
export function useTitle(page: string) {
  const product = useQuery(settingsQuery).data?.title || "Sequitur";
  useEffect(() => {
    document.title = `${page} · ${product}`;
  }, [page, product]);
}
