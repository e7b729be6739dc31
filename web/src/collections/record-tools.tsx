import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import FilterOutlined from "@ant-design/icons/es/icons/FilterOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection } from "../api/types";
import { FilterBuilder } from "../records";

const route = getRouteApi("/inside/collections/$name");

interface RecordToolsProps {
  collection: Collection;
  all: readonly Collection[];
  count: number | undefined;
  chosen: number;
  /** Left out for who may not. */
  add?: () => void;
  remove?: () => void;
}

/** What can be done with the records as a whole: filter, add, delete the chosen ones. */
export function RecordTools({ collection, all, count, chosen, add, remove }: RecordToolsProps) {
  const { t } = useTranslation();
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState(filter !== undefined);
  const panel = useId();
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
        <span id="records-tools" className="soft" role="status" tabIndex={-1}>
          {chosen > 0
            ? t("collections.grid.chosen", { count: chosen })
            : count !== undefined && t("collections.grid.count", { count })}
        </span>
        <div className="page-tools page-tools-end">
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
    </>
  );
}
