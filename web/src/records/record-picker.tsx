import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { type UIEvent, useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Collection, ListMeta, UncountedMeta } from "../api/types";
import { role } from "../app/session";
import { explain } from "../ui/failures";
import "./field-input.css";
import type { InputProps } from "./input-props";
import { kindOf } from "./kinds";
import { recordsKey, recordsQuery } from "./queries";
import { asKey, collectionOf, isRow, type Key, keyName, labelOf, type Row, titleField } from "./record";

export interface RecordPickerProps extends InputProps {
  /** The collection whose records are picked. */
  collection: string;
  collections: readonly Collection[];
  /** A record or its key; a list of them where several are picked. */
  value?: Row | Key | (Row | Key)[] | null | undefined;
  /** Gets the records that were picked, not only their keys. */
  onChange?: ((value: Row | Row[] | null) => void) | undefined;
  multiple?: boolean | undefined;
  /** The field by which records are shown and searched; by default the title field of the collection. */
  titleField?: string | undefined;
  /** The field whose value stands for a record; by default the key of the collection. */
  by?: string | undefined;
  /** Which records are offered. */
  filter?: Record<string, unknown> | undefined;
  clearable?: boolean | undefined;
}

const pageSize = 20;

/** Picks records of a collection: searched on the server, page by page while one scrolls. */
export function RecordPicker(props: RecordPickerProps) {
  const { collection: name, collections, value, onChange, multiple = false, filter, clearable = true, invalid } = props;
  const { t } = useTranslation();
  const collection = collectionOf(collections, name);
  const by = props.by ?? (collection && keyName(collection)) ?? "id";
  const title = props.titleField ?? (collection && titleField(collection)) ?? by;
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const search = useSettled(useDeferredValue(typed.trim()));
  const found = useFound(collection, { by, title, search, filter, enabled: open });
  const rows = found.data?.pages.flatMap((p) => p.data) ?? [];
  const chosen = useChosen(name, by, title, value);
  const label = (row: Row) => (collection && labelOf(collection, row, title)) || String(row[by] ?? "");
  const known = new Map([...rows, ...chosen].map((row) => [String(row[by]), row]));
  const selected = chosen.map((row) => ({ value: String(row[by]), label: label(row) }));
  const pick = (options: { value: string }[]): Row[] =>
    options.map((o) => known.get(o.value)).filter((row): row is Row => row !== undefined);
  const more = () => {
    if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
  };
  return (
    <Select<{ value: string; label: string } | { value: string; label: string }[] | null>
      className="record-picker"
      {...dom(props)}
      {...(invalid && { status: "error" as const, "aria-invalid": true })}
      {...(multiple && { mode: "multiple" as const })}
      labelInValue
      allowClear={clearable}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      open={open}
      onOpenChange={(now) => {
        setOpen(now);
        if (!now) setTyped("");
      }}
      onPopupScroll={(e: UIEvent<HTMLDivElement>) => {
        const list = e.currentTarget;
        if (list.scrollTop + list.clientHeight > list.scrollHeight - list.clientHeight) more();
      }}
      loading={open && found.isFetching}
      options={rows.map((row) => ({ value: String(row[by]), label: label(row) }))}
      notFoundContent={
        <div className="record-picker-note" role="status">
          {found.isError ? explain(t, found.error) : found.isFetching ? t("states.loading") : t("records.nobody")}
          {found.isError && (
            <Button size="small" type="link" onClick={() => found.refetch()}>
              {t("states.retry")}
            </Button>
          )}
        </div>
      }
      value={multiple ? selected : (selected[0] ?? null)}
      onChange={(now) => {
        if (Array.isArray(now)) onChange?.(pick(now));
        else onChange?.(now ? (pick([now])[0] ?? null) : null);
      }}
    />
  );
}

/** What belongs to the element itself. */
function dom({ id, disabled, autoFocus, placeholder, onBlur, ...rest }: RecordPickerProps) {
  const aria = Object.entries(rest).filter(([name, v]) => name.startsWith("aria-") && v !== undefined);
  return {
    ...(id !== undefined && { id }),
    ...(disabled !== undefined && { disabled }),
    ...(autoFocus && { autoFocus }),
    ...(placeholder !== undefined && { placeholder }),
    ...(onBlur && { onBlur }),
    ...Object.fromEntries(aria),
  };
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface Wanted {
  by: string;
  title: string;
  search: string;
  filter: Record<string, unknown> | undefined;
  enabled: boolean;
}

function useFound(collection: Collection | undefined, { by, title, search, filter, enabled }: Wanted) {
  const name = collection?.name ?? "";
  const parts = [filter, matching(collection, title, search)].filter((f) => f !== undefined);
  const query = {
    ...(parts.length > 0 && { filter: { $and: parts } }),
    fields: [...new Set([by, title])].join(","),
    sort: title,
    pageSize,
  };
  return useInfiniteQuery({
    queryKey: [...recordsKey(name), role.get(), "picker", query],
    enabled: enabled && collection !== undefined,
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      call<Row[], Partial<ListMeta & UncountedMeta>>(`${name}:list`, { signal, query: { ...query, page: pageParam } }),
    getNextPageParam: ({ meta }, _, page) =>
      meta.hasNext || (meta.totalPage !== undefined && page < meta.totalPage) ? page + 1 : undefined,
  });
}

/** The condition of what was typed: texts contain it, numbers are it. */
function matching(collection: Collection | undefined, title: string, search: string) {
  if (search === "") return undefined;
  const field = collection?.fields?.find((f) => f.name === title);
  const kind = field && kindOf(field);
  if (kind === "integer" || kind === "number" || kind === "decimal") {
    return Number.isNaN(Number(search)) ? { [title]: { $in: [] } } : { [title]: { $eq: search } };
  }
  return { [title]: { $includes: search } };
}

/** The picked records. Those of which only the key is known are read, so that they can be named. */
function useChosen(name: string, by: string, title: string, value: RecordPickerProps["value"]): Row[] {
  const list = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
  const bare = list.filter((v): v is Key => !isRow(v));
  const unnamed = list.filter((v): v is Row => isRow(v) && v[title] === undefined);
  const keys = [...bare, ...unnamed.flatMap((v) => asKey(v[by]) ?? [])];
  const read = useQuery({
    ...recordsQuery(name, { filter: { [by]: { $in: keys } }, fields: [by, title], pageSize: 200 }),
    enabled: keys.length > 0 && name !== "",
  });
  const found = useMemo(() => new Map(read.data?.data.map((row) => [String(row[by]), row])), [read.data, by]);
  return list.map((v) => {
    const own = isRow(v) ? v : { [by]: v };
    return own[title] === undefined ? (found.get(String(own[by])) ?? own) : own;
  });
}
