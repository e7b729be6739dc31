import CaretDownOutlined from "@ant-design/icons/es/icons/CaretDownOutlined";
import CaretUpOutlined from "@ant-design/icons/es/icons/CaretUpOutlined";
import { Checkbox } from "antd";
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Field } from "../api/types";
import { isSortable, type Key, keyOf } from "../records";
import type { GridProps } from "./grid-props";
import "./grid.css";
import { moved, nextSort, type Place } from "./grid-moves";
import { GridRow } from "./grid-row";

/**
 * Records as a grid: one stop of the tab key, in which the arrow keys go from cell to cell; Enter or F2 changes a value,
 * Escape leaves it as it was.
 */
export function Grid(props: GridProps) {
  const { collection, columns, rows, sort, sortBy, chosen, choose, chooses } = props;
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: 0 });
  const keys = rows.map((row) => keyOf(collection, row)).filter((key): key is Key => key !== undefined);
  const before = chooses ? 2 : 1; // the columns for choosing and opening
  const go = (place: Place) => {
    setAt(place);
    const cell = body.current?.querySelector<HTMLElement>(`[data-cell="${place.row}:${place.column}"]`);
    cell?.focus();
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const cell = (e.target as HTMLElement).dataset.cell;
    if (!cell || e.altKey || e.ctrlKey || e.metaKey) return;
    const [row = 0, column = 0] = cell.split(":").map(Number);
    const rtl = document.documentElement.dir === "rtl";
    const next = moved({ row, column }, e.key, { rows: rows.length, columns: before + columns.length }, rtl);
    if (!next) return;
    e.preventDefault();
    go(next);
  };
  // The stop of the tab key is where one was last, by mouse too.
  const onFocus = (e: FocusEvent<HTMLElement>) => {
    const [row, column] = (e.target.dataset.cell ?? "").split(":").map(Number);
    if (row !== undefined && column !== undefined)
      setAt((old) => (old.row === row && old.column === column ? old : { row, column }));
  };
  const all = keys.length > 0 && keys.every((key) => chosen.has(key));
  return (
    <div className="grid-scroll">
      <table
        className="grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved through is a grid
        role="grid"
        aria-label={t("collections.grid.label", { title: collectionTitle(collection) })}
      >
        <thead>
          <tr>
            {chooses && (
              <th scope="col" className="grid-narrow">
                <Checkbox
                  aria-label={t("collections.grid.chooseAll")}
                  checked={all}
                  indeterminate={!all && keys.some((key) => chosen.has(key))}
                  onChange={(e) => {
                    const others = [...chosen].filter((key) => !keys.includes(key));
                    choose(new Set(e.target.checked ? [...others, ...keys] : others));
                  }}
                />
              </th>
            )}
            <th scope="col" className="grid-narrow">
              <span className="visually-hidden">{t("collections.grid.open")}</span>
            </th>
            {columns.map((field) => (
              <Head key={field.key} field={field} sort={sort} sortBy={sortBy} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown} onFocus={onFocus}>
          {rows.map((row, i) => {
            const key = keyOf(collection, row);
            return <GridRow key={key ?? i} {...props} row={row} id={key} index={i} at={at} go={go} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

function Head({ field, sort, sortBy }: { field: Field; sort: string | undefined; sortBy: GridProps["sortBy"] }) {
  const title = fieldTitle(field);
  const order = sort === field.name ? "ascending" : sort === `-${field.name}` ? "descending" : "none";
  if (!isSortable(field)) return <th scope="col">{title}</th>;
  return (
    <th scope="col" aria-sort={order}>
      <button type="button" className="grid-sort" onClick={() => sortBy(nextSort(sort, field.name))}>
        {title}
        <span className="grid-order" aria-hidden>
          {order === "ascending" && <CaretUpOutlined />}
          {order === "descending" && <CaretDownOutlined />}
        </span>
      </button>
    </th>
  );
}
