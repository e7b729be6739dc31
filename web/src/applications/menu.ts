import type { MenuEntry, Page } from "../api/types";

/** A line of a menu with those below it. */
export interface MenuLine {
  entry: MenuEntry;
  title: string;
  children: MenuLine[];
}

/** The menu as a tree, without what is hidden; groups in which nothing is left are left out. */
export function menuTree(entries: readonly MenuEntry[], pages: readonly Pick<Page, "uid" | "title">[]): MenuLine[] {
  const shown = entries.filter((e) => !e.hidden);
  const below = (parent: number | null, depth: number): MenuLine[] =>
    shown
      .filter((e) => (e.parentId ?? null) === parent)
      .map((entry) => ({
        entry,
        title: entry.title || pages.find((p) => p.uid === entry.pageUid)?.title || entry.url || "",
        children: depth < 5 ? below(entry.id, depth + 1) : [],
      }))
      .filter((line) => line.entry.type !== "group" || line.children.length > 0);
  return below(null, 0);
}

/** The first page of a menu, from top to bottom. */
export function firstPage(lines: readonly MenuLine[]): string | undefined {
  for (const { entry, children } of lines) {
    if (entry.type === "page" && entry.pageUid) return entry.pageUid;
    const inner = firstPage(children);
    if (inner) return inner;
  }
  return undefined;
}
