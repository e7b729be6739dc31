import FilterOutlined from "@ant-design/icons/es/icons/FilterOutlined";
import { Button } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, ListMeta, UncountedMeta } from "../api/types";
import { type Filter, read } from "../records/filter";
import { lazily } from "../ui/lazily";
import { PlainSelect } from "../ui/plain-select";
import { Loading } from "../ui/states";
import { usePage } from "./page-context";
import type { View } from "./page-state";

const FilterBuilder = lazily(async () => (await import("../records/filter-builder")).FilterBuilder, <Loading />);
const Pager = lazily(async () => (await import("../ui/pager")).Pager);

interface FilterProps {
  collection: Collection;
  view: View;
  change: (view: View) => void;
}

/** Opens the conditions by which the reader narrows a table or list down, and tells how many there are. */
export function useFilterPanel({ collection, view, change }: FilterProps) {
  const { t } = useTranslation();
  const { collections, inert } = usePage();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<Filter>();
  const id = useId();
  const count = read(view.filter, collections, collection.name)?.members.length ?? (view.filter ? 1 : 0);
  const apply = (filter: Filter | undefined) => {
    const { filter: _, page: __, ...rest } = view;
    change({ ...rest, ...(filter && { filter }) });
  };
  const button = (
    <Button
      icon={<FilterOutlined />}
      aria-expanded={open}
      aria-controls={id}
      disabled={inert}
      onClick={() => {
        setDraft(view.filter);
        setOpen(!open);
      }}
    >
      {count > 0 ? t("applications.list.filtered", { count }) : t("applications.list.filter")}
    </Button>
  );
  const panel = (
    <div id={id} className="list-filter" hidden={!open}>
      {open && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            apply(draft);
          }}
        >
          <FilterBuilder collection={collection.name} collections={collections} value={draft} onChange={setDraft} />
          <div className="button-bar">
            <Button type="primary" htmlType="submit">
              {t("applications.list.apply")}
            </Button>
            {view.filter && (
              <Button
                onClick={() => {
                  setDraft(undefined);
                  apply(undefined);
                }}
              >
                {t("applications.list.showAll")}
              </Button>
            )}
          </div>
        </form>
      )}
    </div>
  );
  return { button, panel };
}

const sizes = [20, 50, 100, 200];

interface PagesProps {
  view: View;
  change: (view: View) => void;
  meta: Partial<ListMeta & UncountedMeta> | undefined;
  pageSize: number;
  shown: number;
}

/** Leads through the pages of a table or list. Where records are not counted, it only goes on and back. */
export function Pages({ view, change, meta, pageSize, shown }: PagesProps) {
  const { t } = useTranslation();
  const page = view.page ?? 1;
  const go = (to: number) => {
    const { page: _, ...rest } = view;
    change(to > 1 ? { ...rest, page: to } : rest);
  };
  const resize = (size: number) => {
    const { page: _, ...rest } = view;
    change({ ...rest, pageSize: size });
  };
  const many = (meta?.count ?? 0) > Math.min(pageSize, sizes[0] ?? 20) || meta?.hasNext === true || page > 1;
  if (shown === 0 && page === 1) return null; // that there is nothing is said in its place
  return (
    <div className="list-pages">
      <span className="soft" role="status">
        {meta?.count !== undefined
          ? t("applications.list.count", { count: meta.count })
          : t("applications.list.shown", { count: shown })}
      </span>
      {many && (
        <div className="block-tools-end">
          <PlainSelect
            label={t("applications.list.pageSize")}
            value={String(pageSize)}
            options={[...new Set([...sizes, pageSize])]
              .sort((a, b) => a - b)
              .map((n) => ({ value: String(n), label: t("applications.list.perPage", { count: n }) }))}
            onChange={(n) => resize(Number(n))}
          />
          {meta?.count !== undefined ? (
            <Pager page={page} pageSize={pageSize} count={meta.count} go={go} />
          ) : (
            <>
              <Button disabled={page <= 1} onClick={() => go(page - 1)}>
                {t("applications.list.back")}
              </Button>
              <Button disabled={!meta?.hasNext} onClick={() => go(page + 1)}>
                {t("applications.list.on")}
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
