import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { ListBlock } from "../api/types";
import { labelOf, valueAt } from "../records/record";
import { Empty, Failed, Loading } from "../ui/states";
import { ButtonBar } from "./button-bar";
import { Facts } from "./details-block";
import "./list-block.css";
import { ListHead } from "./list-head";
import { Pages, useFilterPanel } from "./list-tools";
import { usePage } from "./page-context";
import { Popups } from "./popup";
import { useList } from "./use-list";

/** Records as entries with a heading, one below the other. */
export function ListBlockView({ block }: { block: ListBlock }) {
  const { t } = useTranslation();
  const { inert } = usePage();
  const list = useList(block);
  const { collection, records, rows, view, change, chosen, setChosen, each, many } = list;
  const filter = useFilterPanel({ collection, view, change });
  const { titleField, fields } = block.settings;
  return (
    <>
      <ListHead block={block} list={list} filter={filter.button} />
      {filter.panel}
      {records.isPending ? (
        <Loading />
      ) : records.isError ? (
        <Failed error={records.error} retry={() => records.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title={t("applications.block.emptyTitle")}>
          <p>{t(view.filter ? "applications.block.emptyFiltered" : "applications.block.empty")}</p>
        </Empty>
      ) : (
        <ul
          className="list-block"
          aria-label={block.title || t("applications.list.records")}
          aria-busy={records.isFetching}
        >
          {rows.map((row, i) => {
            const key = list.keyOf(row);
            const named = titleField ? valueAt(row, titleField) : undefined;
            const label =
              typeof named === "string" || typeof named === "number" ? String(named) : labelOf(collection, row);
            return (
              <li key={key ?? i} className="list-block-entry">
                <div className="list-block-head">
                  {many.length > 0 && key !== undefined && (
                    <Checkbox
                      aria-label={t("applications.list.choose", { record: label })}
                      checked={chosen.has(key)}
                      disabled={inert}
                      onChange={(e) => {
                        const next = new Set(chosen);
                        if (e.target.checked) next.add(key);
                        else next.delete(key);
                        setChosen(next);
                      }}
                    />
                  )}
                  <h3>{label}</h3>
                  <ButtonBar
                    block={block}
                    buttons={each}
                    framed={false}
                    small
                    target={{ keys: key === undefined ? [] : [key], many: false }}
                    row={row}
                    source={list.source}
                    about={label}
                  />
                </div>
                {fields.length > 0 && <Facts fields={fields} row={row} collection={collection} />}
              </li>
            );
          })}
        </ul>
      )}
      {records.data && (
        <Pages view={view} change={change} meta={records.data.meta} pageSize={list.pageSize} shown={rows.length} />
      )}
      <Popups block={block} rows={rows} source={list.source} appends={list.appends} />
    </>
  );
}
