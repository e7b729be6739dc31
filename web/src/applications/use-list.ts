import { useState } from "react";
import type { ListBlock, PageButton, TableBlock } from "../api/types";
import { actsOn } from "../designer/model/fits";
import { useRecords } from "../records/queries";
import { type Key, keyOf } from "../records/record";
import { usePageState, type View } from "./page-state";
import { useBlockSource } from "./source";

const usual = 20;

/** Everything that tables and lists have in common: their records page by page, and which of them are chosen. */
export function useList(block: TableBlock | ListBlock) {
  const { views, setView } = usePageState();
  const data = useBlockSource(block);
  const { collection, source, appends } = data;
  const { settings } = block;
  const view: View = views[block.uid] ?? {};
  const pageSize = view.pageSize ?? (settings.pageSize || usual);
  const parts = [settings.filter, view.filter].filter((f) => f !== undefined);
  const sort = view.sort ? [view.sort] : settings.sort;
  const records = useRecords(
    collection.name,
    { filter: parts.length > 1 ? { $and: parts } : parts[0], sort, appends, page: view.page ?? 1, pageSize },
    source,
  );
  const [chosen, setChosen] = useState<ReadonlySet<Key>>(new Set());
  const change = (next: View) => {
    // What cannot be seen any more is not acted upon.
    if (JSON.stringify(next.filter) !== JSON.stringify(view.filter)) setChosen(new Set());
    setView(block.uid, next);
  };
  const buttons = block.buttons ?? [];
  const on = (scope: "nothing" | "record" | "selection") =>
    buttons.filter((b: PageButton) => actsOn(b, block) === scope);
  return {
    ...data,
    view,
    change,
    pageSize,
    sort,
    records,
    rows: records.data?.data ?? [],
    chosen,
    setChosen,
    above: on("nothing"),
    each: on("record"),
    many: on("selection"),
    keyOf: (row: Parameters<typeof keyOf>[1]) => keyOf(collection, row),
  };
}
