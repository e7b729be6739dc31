import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import FilterOutlined from "@ant-design/icons/es/icons/FilterOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import TableOutlined from "@ant-design/icons/es/icons/TableOutlined";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, Field } from "../api/types";
import { FilterBuilder } from "../records";
import { ColumnChoice } from "./column-choice";

const route = getRouteApi("/inside/collections/$name");

interface RecordToolsProps {
  collection: Collection;
  all: readonly Collection[];
  count: number | undefined;
  chosen: number;
  columns: { all: readonly Field[]; shown: readonly Field[]; choose: (names: readonly string[]) => void };
  /** Left out for who may not. */
  add?: () => void;
  change?: () => void;
  remove?: () => void;
}

/** What can be done with the records as a whole: filter, choose columns, add, change several, delete the chosen ones. */
export function RecordTools({ collection, all, count, chosen, columns, add, change, remove }: RecordToolsProps) {
  const { t } = useTranslation();
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState(filter !== undefined);
  const panel = useId();
  const [choosing, setChoosing] = useState(false);
  const choice = useId();
  return (
    <>
      <div className="page-tools">
        <Button
          icon={<FilterOutlined />}
          aria-expanded={open}
          aria-controls={panel}
          type={filter ? "primary" : "default"}
          ghost={filter !== undefined}
          onClick={() => setOpen(!open)}
        >
          {t("collections.grid.filter")}
        </Button>
        {filter && (
          <Button
            type="text"
            onClick={() => navigate({ search: ({ filter: _, page: __, ...old }) => old, resetScroll: false })}
          >
            {t("collections.grid.showAll")}
          </Button>
        )}
        <Button
          icon={<TableOutlined />}
          aria-expanded={choosing}
          aria-controls={choice}
          type={columns.shown.length < columns.all.length ? "primary" : "default"}
          ghost={columns.shown.length < columns.all.length}
          onClick={() => setChoosing(!choosing)}
        >
          {t("collections.grid.columns")}
        </Button>
        <span id="records-tools" className="soft" role="status" tabIndex={-1}>
          {chosen > 0
            ? t("collections.grid.chosen", { count: chosen })
            : count !== undefined && t("collections.grid.count", { count })}
        </span>
        <div className="page-tools page-tools-end">
          {change && (
            <Button icon={<EditOutlined />} onClick={change}>
              {chosen > 0 ? t("collections.grid.changeChosen", { count: chosen }) : t("collections.grid.changeSeveral")}
            </Button>
          )}
          {remove && chosen > 0 && (
            <Button danger icon={<DeleteOutlined />} onClick={remove}>
              {t("collections.grid.deleteChosen", { count: chosen })}
            </Button>
          )}
          {add && (
            <Button type="primary" icon={<PlusOutlined />} onClick={add}>
              {t("collections.grid.add")}
            </Button>
          )}
        </div>
      </div>
      <div id={panel} hidden={!open} className="panel panel-pad">
        {open && (
          <FilterBuilder
            collection={collection.name}
            collections={all}
            label={t("collections.grid.filter")}
            value={filter}
            onChange={(next) =>
              navigate({
                search: ({ filter: _, page: __, ...old }) => ({ ...old, ...(next && { filter: next }) }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        )}
      </div>
      <div id={choice} hidden={!choosing} className="panel panel-pad">
        {choosing && <ColumnChoice {...columns} />}
      </div>
    </>
  );
}
