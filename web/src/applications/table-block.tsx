import CaretDownOutlined from "@ant-design/icons/es/icons/CaretDownOutlined";
import CaretUpOutlined from "@ant-design/icons/es/icons/CaretUpOutlined";
import { Checkbox } from "antd";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { TableBlock } from "../api/types";
import { reach } from "../records/filter";
import { isSortable, isWritable, kindOf } from "../records/kinds";
import { type Key, keyName, labelOf } from "../records/record";
import { PlainSelect } from "../ui/plain-select";
import { Empty, Failed, Loading } from "../ui/states";
import type { Column } from "./column";
import { ListHead } from "./list-head";
import { Pages, useFilterPanel } from "./list-tools";
import { may, useMe } from "./mine";
import { usePage } from "./page-context";
import type { View } from "./page-state";
import { Popups } from "./popup";
import "./table-block.css";
import { TableRow } from "./table-row";
import { useList } from "./use-list";

/** Records as rows; on a phone as cards. */
export function TableBlockView({ block }: { block: TableBlock }) {
  const { t } = useTranslation();
  const { collections, inert } = usePage();
  const me = useMe();
  const list = useList(block);
  const { collection, records, rows, view, change, chosen, setChosen, each, many } = list;
  const filter = useFilterPanel({ collection, view, change });
  const editable = block.settings.inlineEdit === true && !inert && may(me, collection.name, "update");
  const columns = useMemo(
    () =>
      block.settings.fields.map((spec): Column => {
        const field = reach(collections, collection.name, spec.name);
        const own = field !== undefined && !spec.name.includes(".");
        return {
          spec,
          field,
          label: spec.label || (field ? fieldTitle(field) : spec.name),
          edits: editable && own && !spec.readOnly && isWritable(field) && kindOf(field) !== "password",
          number: field !== undefined && ["integer", "number", "decimal", "percent"].includes(kindOf(field)),
        };
      }),
    [block.settings.fields, collections, collection, editable],
  );
  const keys = rows.flatMap((row) => list.keyOf(row) ?? []);
  const all = keys.length > 0 && keys.every((k) => chosen.has(k));
  // The same for all drawings: a row whose props stay is not drawn again.
  const choose = useCallback(
    (which: readonly Key[], on: boolean) =>
      setChosen((before) => {
        const next = new Set(before);
        for (const key of which) on ? next.add(key) : next.delete(key);
        return next;
      }),
    [setChosen],
  );
  const sort = view.sort ?? block.settings.sort?.[0];
  const order = (name: string) => {
    const { sort: _, page: __, ...rest } = view;
    change({ ...rest, sort: sort === name ? `-${name}` : name });
  };
  const selects = many.length > 0;
  return (
    <>
      <ListHead
        block={block}
        list={list}
        filter={
          <>
            <SortSelect columns={columns} view={view} sort={sort} change={change} disabled={inert} />
            {filter.button}
          </>
        }
      />
      {filter.panel}
      <div className="table-block" aria-busy={records.isFetching}>
        {records.isPending ? (
          <Loading />
        ) : records.isError ? (
          <Failed error={records.error} retry={() => records.refetch()} />
        ) : rows.length === 0 ? (
          <Empty title={t("applications.block.emptyTitle")}>
            <p>{t(view.filter ? "applications.block.emptyFiltered" : "applications.block.empty")}</p>
          </Empty>
        ) : (
          <table className="table-block-table">
            <caption className="visually-hidden">{block.title || t("applications.list.records")}</caption>
            <thead>
              <tr>
                {selects && (
                  <th scope="col" className="table-block-select">
                    <Checkbox
                      aria-label={t("applications.list.chooseAll")}
                      checked={all}
                      indeterminate={!all && keys.some((k) => chosen.has(k))}
                      disabled={inert}
                      onChange={(e) => choose(keys, e.target.checked)}
                    />
                  </th>
                )}
                {columns.map((c) => (
                  <Head key={c.spec.name} column={c} sort={sort} order={inert ? undefined : order} />
                ))}
                {each.length > 0 && (
                  <th scope="col">
                    <span className="visually-hidden">{t("applications.list.actions")}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => {
                const key = list.keyOf(row);
                return (
                  <TableRow
                    key={key ?? i}
                    block={block}
                    collection={collection}
                    source={list.source}
                    row={row}
                    id={key}
                    label={labelOf(collection, row) || String(row[keyName(collection) ?? ""] ?? "")}
                    columns={columns}
                    buttons={each}
                    selects={selects}
                    chosen={key !== undefined && chosen.has(key)}
                    choose={choose}
                  />
                );
              })}
            </tbody>
          </table>
        )}
      </div>
      {records.data && (
        <Pages view={view} change={change} meta={records.data.meta} pageSize={list.pageSize} shown={rows.length} />
      )}
      <Popups block={block} rows={rows} source={list.source} appends={list.appends} />
    </>
  );
}

interface SortProps {
  columns: readonly Column[];
  view: View;
  sort: string | undefined;
  change: (view: View) => void;
  disabled: boolean;
}

/** Sorts where the columns have no heads: rows are cards. */
function SortSelect({ columns, view, sort, change, disabled }: SortProps) {
  const { t } = useTranslation();
  const options = columns
    .filter((c) => c.field !== undefined && isSortable(c.field))
    .flatMap(({ spec, label }) => [
      { value: spec.name, label: t("applications.list.ascending", { field: label }) },
      { value: `-${spec.name}`, label: t("applications.list.descending", { field: label }) },
    ]);
  if (options.length === 0) return null;
  const { page: _, ...rest } = view;
  return (
    <PlainSelect
      className="list-sort"
      label={t("applications.list.sortBy")}
      disabled={disabled}
      options={options}
      value={options.some((o) => o.value === sort) ? sort : undefined}
      onChange={(next) => change({ ...rest, sort: next })}
    />
  );
}

interface HeadProps {
  column: Column;
  sort: string | undefined;
  order: ((name: string) => void) | undefined;
}

function Head({ column: { spec, field, label, number }, sort, order }: HeadProps) {
  const { t } = useTranslation();
  const up = sort === spec.name;
  const down = sort === `-${spec.name}`;
  const sortable = order !== undefined && field !== undefined && isSortable(field);
  return (
    <th
      scope="col"
      className={number ? "table-block-number" : undefined}
      {...((up || down) && { "aria-sort": up ? ("ascending" as const) : ("descending" as const) })}
    >
      {sortable ? (
        <button type="button" className="table-block-sort" onClick={() => order(spec.name)}>
          {label}
          {up && <CaretUpOutlined aria-hidden />}
          {down && <CaretDownOutlined aria-hidden />}
          <span className="visually-hidden">{t("applications.list.sort")}</span>
        </button>
      ) : (
        label
      )}
    </th>
  );
}
