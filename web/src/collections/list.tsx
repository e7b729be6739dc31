import PartitionOutlined from "@ant-design/icons/es/icons/PartitionOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import SearchOutlined from "@ant-design/icons/es/icons/SearchOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import { collectionsQuery, collectionTitle } from "../api/model";
import type { Collection } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import "../ui/page.css";
import { CreateCollection } from "./create";
import "./list.css";
import { List } from "./list-table";
import { mayModel, shownCollections } from "./model";

const route = getRouteApi("/inside/collections");
const inside = getRouteApi("/inside");

/** All collections: what data there is, how much of it, and who uses it. */
export default function CollectionsPage() {
  const { t } = useTranslation();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const { find = "", system = false, create, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const collections = useQuery(collectionsQuery());
  useLiveQueries(["definitions"], ["collections"], ["usage"]);
  const builds = mayModel(me);
  const add = () => navigate({ search: (old) => ({ ...old, create: true as const }) });
  const addButton = builds && (
    <Button type="primary" icon={<PlusOutlined />} onClick={add}>
      {t("collections.create.open")}
    </Button>
  );
  return (
    <div className="page">
      <PageHead
        title={t("collections.title")}
        intro={t("collections.intro")}
        tools={
          <>
            <Link to="/collections/diagram" className="collections-link">
              <PartitionOutlined aria-hidden /> {t("collections.diagram.open")}
            </Link>
            {addButton}
          </>
        }
      />
      <Loaded
        query={collections}
        isEmpty={(all) => !system && shownCollections(all, false).length === 0}
        empty={
          <div className="panel">
            <Empty title={t("collections.emptyTitle")} actions={addButton}>
              <p>{builds ? t("collections.empty") : t("collections.emptyReader")}</p>
            </Empty>
          </div>
        }
      >
        {(all) => (
          <>
            <search className="page-tools">
              <Input
                prefix={<SearchOutlined aria-hidden />}
                className="collections-find"
                allowClear
                defaultValue={find}
                aria-label={t("collections.find")}
                placeholder={t("collections.find")}
                onChange={(e) => {
                  const value = e.target.value;
                  void navigate({
                    search: ({ find: _, page: __, ...old }) => ({ ...old, ...(value && { find: value }) }),
                    replace: true,
                  });
                }}
              />
              <Checkbox
                checked={system}
                onChange={(e) =>
                  navigate({
                    search: ({ system: _, page: __, ...old }) => ({
                      ...old,
                      ...(e.target.checked && { system: true as const }),
                    }),
                  })
                }
              >
                {t("collections.system")}
              </Checkbox>
            </search>
            <Found
              all={all}
              find={find}
              system={system}
              counts={builds}
              page={page}
              turn={(n) => navigate({ search: ({ page: _, ...old }) => ({ ...old, ...(n > 1 && { page: n }) }) })}
            />
          </>
        )}
      </Loaded>
      {create && builds && (
        <CreateCollection close={() => navigate({ search: ({ create: _, ...old }) => old, replace: true })} />
      )}
    </div>
  );
}

interface FoundProps {
  all: readonly Collection[];
  find: string;
  system: boolean;
  counts: boolean;
  page: number;
  turn: (page: number) => void;
}

/** How many collections stand on a page: each row asks how many records it has and who uses it. */
const pageRows = 25;

function Found({ all, find, system, counts, page, turn }: FoundProps) {
  const { t } = useTranslation();
  const wanted = find.trim().toLowerCase();
  const found = shownCollections(all, system).filter(
    (c) => c.name.toLowerCase().includes(wanted) || collectionTitle(c).toLowerCase().includes(wanted),
  );
  const at = Math.min(page, Math.max(1, Math.ceil(found.length / pageRows)));
  return (
    <>
      <div className="panel">
        {found.length > 0 ? (
          <List collections={found.slice((at - 1) * pageRows, at * pageRows)} all={all} usage={counts} />
        ) : (
          <Empty title={t("collections.noneTitle")}>
            <p>{t("collections.none", { find })}</p>
          </Empty>
        )}
      </div>
      <div className="page-tools">
        <span className="soft" role="status">
          {t("collections.count", { count: found.length })}
        </span>
        <Pager className="page-tools-end" page={at} pageSize={pageRows} count={found.length} go={turn} />
      </div>
    </>
  );
}
