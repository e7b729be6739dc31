import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "../api/live";

/** How soon something is read again after the first event, and how long to wait between two readings, in milliseconds. */
const soon = 150;
const calm = 1000;

/**
 * Reads queries again when a topic tells something, once a second at most: runs may tell a thousand things in that time.
 */
export function useCalmQueries(topics: readonly string[], ...names: readonly string[]) {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(topics, () => {
    if (timer.current !== undefined) return;
    const wait = Math.max(soon, last.current + calm - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      last.current = Date.now();
      for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
    }, wait);
  });
}
