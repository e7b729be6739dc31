import type { MenuEntry, Page } from "../api/types";

/** What an entry is called: its own title, else that of its page. */
export function entryTitle(entry: MenuEntry, pages: readonly Page[]): string {
  return entry.title || pages.find((p) => p.uid === entry.pageUid)?.title || entry.url || String(entry.id);
}
