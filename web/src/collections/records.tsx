import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Pagination } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import { useStore } from "../app/store";
import { isRelation, type Key, recordsKey, useRecords } from "../records";
import { shownFields } from "../records/kinds";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { BulkChange } from "./bulk-change";
import { chosenColumns, columnsOf, readNames, rememberedColumns, writeNames } from "./columns";
import { DeleteRecords } from "./delete-records";
import { Grid } from "./grid";
import type { PartProps } from "./part-props";
import { mayDo, mayWrite } from "./permissions";
import { RecordDrawer } from "./record-drawer";
import { RecordTools } from "./record-tools";

const route = getRouteApi("/inside/collections/$name");

/** How many records stand on a page unless another number was chosen. */
const usualSize = 50;

/** The records of a collection in a grid: sorted, filtered, changed in place, added and deleted. */
export function Records({ collection, all, me }: PartProps) {
  const { t } = useTranslation();
  const { page = 1, size = usualSize, sort, filter, columns: named, record, trace } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<Key>>(new Set());
  const [deleting, setDeleting] = useState(false);
  const [changing, setChanging] = useState(false);
  const kept = rememberedColumns(collection.name);
  const last = useStore(kept);
  const possible = columnsOf(shownFields(collection));
  const columns = chosenColumns(possible, readNames(named ?? last));
  const chooseColumns = (names: readonly string[]) => {
    const text = writeNames(possible, names);
    kept.set(text);
    void navigate({
      search: ({ columns: _, ...old }) => ({ ...old, ...(text && { columns: text }) }),
      replace: true,
      resetScroll: false,
    });
  };
  const appends = columns.filter(isRelation).map((f) => f.name);
  const list = useRecords(collection.name, { page, pageSize: size, filter, appends, sort: sort ? [sort] : [] });
  useLiveQueries([`collection:${collection.name}`], recordsKey(collection.name));
  const may = {
    create: mayDo(me, collection, "create"),
    update: mayDo(me, collection, "update"),
    destroy: mayDo(me, collection, "destroy"),
  };
  const open = (key: string) =>
    navigate({ search: (old) => ({ ...old, tab: "records", record: key }), resetScroll: false });
  const close = () =>
    navigate({ search: ({ record: _, trace: __, ...old }) => old, replace: true, resetScroll: false });
  const reread = () => queries.invalidateQueries({ queryKey: recordsKey(collection.name) });
  const meta = list.data?.meta;
  const total = meta?.count ?? (meta?.hasNext ? page * size + 1 : (page - 1) * size + (list.data?.data.length ?? 0));
  return (
    <>
      <RecordTools
        collection={collection}
        all={all}
        count={meta?.count}
        chosen={chosen.size}
        columns={{ all: possible, shown: columns, choose: chooseColumns }}
        {...(may.create && { add: () => open("") })}
        {...(may.update && (list.data?.data.length ?? 0) > 0 && { change: () => setChanging(true) })}
        {...(may.destroy && { remove: () => setDeleting(true) })}
      />
      <div className="panel">
        <Loaded
          query={list}
          isEmpty={({ data }) => data.length === 0}
          empty={
            <Empty
              title={t(filter || page > 1 ? "collections.grid.noneTitle" : "collections.grid.emptyTitle")}
              actions={
                filter || page > 1 ? (
                  <Button
                    onClick={() => navigate({ search: ({ filter: _, page: __, ...old }) => old, resetScroll: false })}
                  >
                    {t("collections.grid.showAllRecords")}
                  </Button>
                ) : (
                  may.create && (
                    <Button type="primary" icon={<PlusOutlined />} onClick={() => open("")}>
                      {t("collections.grid.add")}
                    </Button>
                  )
                )
              }
            >
              <p>
                {t(
                  filter || page > 1
                    ? "collections.grid.none"
                    : may.create
                      ? "collections.grid.empty"
                      : "collections.grid.emptyReader",
                )}
              </p>
            </Empty>
          }
        >
          {({ data }) => (
            <Grid
              collection={collection}
              all={all}
              columns={columns}
              rows={data}
              sort={sort}
              sortBy={(next) =>
                navigate({
                  search: ({ sort: _, page: __, ...old }) => ({ ...old, ...(next && { sort: next }) }),
                  resetScroll: false,
                })
              }
              chosen={chosen}
              choose={setChosen}
              chooses={may.destroy || may.update}
              changes={(field) => may.update && mayWrite(me, field, "update")}
              open={(key) => open(String(key))}
            />
          )}
        </Loaded>
      </div>
      {may.update && (list.data?.data.length ?? 0) > 0 && (
        <p className="grid-help soft">{t("collections.grid.help")}</p>
      )}
      {total > Math.min(size, usualSize) && (
        <Pagination
          align="end"
          current={page}
          pageSize={size}
          total={total}
          pageSizeOptions={[20, 50, 100, 200]}
          showSizeChanger
          showLessItems
          onChange={(next, wanted) =>
            navigate({
              search: ({ page: _, size: __, ...old }) => ({
                ...old,
                ...(next > 1 && wanted === size && { page: next }),
                ...(wanted !== usualSize && { size: wanted }),
              }),
              resetScroll: false,
            })
          }
        />
      )}
      {record !== undefined && (
        <RecordDrawer
          key={record}
          collection={collection}
          all={all}
          me={me}
          id={record}
          trace={trace === true}
          close={close}
          open={open}
        />
      )}
      {changing && (
        <BulkChange
          collection={collection}
          all={all}
          me={me}
          filter={filter}
          chosen={[...chosen]}
          changed={() => {
            setChosen(new Set());
            void reread();
          }}
          close={() => setChanging(false)}
        />
      )}
      {deleting && (
        <DeleteRecords
          collection={collection}
          keys={[...chosen]}
          cancel={() => setDeleting(false)}
          done={() => {
            setDeleting(false);
            setChosen(new Set());
            void reread();
            document.getElementById("records-tools")?.focus();
          }}
        />
      )}
    </>
  );
}
