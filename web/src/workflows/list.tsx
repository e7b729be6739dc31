import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { Button } from "antd";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import type { Workflow } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import "../ui/page.css";
import { useDelayed } from "../steps/use-delayed";
import { Categories } from "./categories";
import { listQuery, mayBuild, problemsQuery, totalQuery, versionsQuery } from "./data";
import { FilterBar } from "./filter-bar";
import { drafts, type Filters, isNarrowed, pageRows, type Row, serverFilter } from "./filters";
import "./list.css";
import { List } from "./list-table";
import { useNarrowed } from "./narrowed";

const route = getRouteApi("/inside/workflows");
const inside = getRouteApi("/inside");

/** All workflows: what sets them off, how they do, and whether they are on. */
export default function WorkflowsPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const total = useQuery(totalQuery());
  useLiveQueries(["definitions"], ["workflows"], ["workflowCategories"]);
  useLiveQueries(["executions"], ["workflows", "health"]);
  const builds = mayBuild(me);
  const add = builds && (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      onClick={() => router.navigate({ to: "/workflows/new", search: {} })}
    >
      {t("workflows.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={t("workflows.title")} intro={t("workflows.intro")} tools={add} />
      <Loaded
        query={total}
        isEmpty={(all) => all === 0}
        empty={
          <div className="panel">
            <Empty title={t("workflows.emptyTitle")} actions={add}>
              <p>{t(builds ? "workflows.empty" : "workflows.emptyReader")}</p>
            </Empty>
          </div>
        }
      >
        {(all) => <Found all={all} builds={builds} />}
      </Loaded>
    </div>
  );
}

/** The rows of a page with what is known besides. */
function useRows(page: readonly Workflow[]): Row[] {
  const keys = page.map((w) => w.key).sort();
  const versions = useQuery(versionsQuery(keys, keys.length > 0)).data;
  const problems = useQuery(problemsQuery(keys)).data;
  const changed = drafts(versions ?? []);
  return page.map((workflow) => ({
    workflow,
    categories: workflow.categories ?? [],
    hasDraft: changed.has(workflow.key),
    problems: problems?.find((p) => p.key === workflow.key),
  }));
}

/** How long after the last key something is searched for, in milliseconds. */
const pause = 200;

function Found({ all, builds }: { all: number; builds: boolean }) {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const find = useDelayed(filters.find, pause);
  const narrowed = useNarrowed(filters);
  const page = filters.page ?? 1;
  const { find: _, ...rest } = filters;
  const asked = serverFilter({ ...rest, ...(find !== undefined && { find }) }, narrowed.keys);
  const list = useQuery({ ...listQuery(asked, page), enabled: !narrowed.pending });
  const narrow = (next: Filters) => navigate({ search: next, replace: true, resetScroll: false });
  const turn = useCallback(
    (n: number) => navigate({ search: ({ page: _, ...old }) => ({ ...old, ...(n > 1 && { page: n }) }) }),
    [navigate],
  );
  return (
    <>
      <Categories
        chosen={filters.category}
        builds={builds}
        onChoose={({ page: _, ...f }) => narrow({ ...f })}
        filters={filters}
      />
      <FilterBar filters={filters} onChange={narrow} />
      {narrowed.pending ? (
        <Loaded query={narrowed.pending}>{() => null}</Loaded>
      ) : (
        <Loaded query={list}>
          {({ data, meta }) => (
            <PageOf
              rows={data}
              count={meta.count}
              all={all}
              page={page}
              builds={builds}
              filters={filters}
              showAll={() => narrow({})}
              turn={turn}
            />
          )}
        </Loaded>
      )}
    </>
  );
}

interface PageOfProps {
  rows: readonly Workflow[];
  /** How many workflows fit, and how many there are. */
  count: number;
  all: number;
  page: number;
  builds: boolean;
  filters: Filters;
  showAll: () => void;
  turn: (page: number) => void;
}

function PageOf({ rows: found, count, all, page, builds, filters, showAll, turn }: PageOfProps) {
  const { t } = useTranslation();
  const rows = useRows(found);
  const pages = Math.max(1, Math.ceil(count / pageRows));
  // The last workflow of the last page was deleted, or fits no more.
  useEffect(() => {
    if (page > pages) turn(pages);
  }, [page, pages, turn]);
  return (
    <>
      <div className="panel">
        {rows.length > 0 ? (
          <List rows={rows} builds={builds} />
        ) : (
          <Empty title={t("workflows.noneTitle")} actions={<Button onClick={showAll}>{t("workflows.showAll")}</Button>}>
            <p>{t("workflows.none")}</p>
          </Empty>
        )}
      </div>
      <div className="page-tools">
        <span className="soft" role="status">
          {isNarrowed(filters) ? t("workflows.countOf", { count, all }) : t("workflows.count", { count })}
        </span>
        {builds && (
          <Link to="/workflows/new" search={{ way: "recipe" }}>
            {t("workflows.fromRecipe")}
          </Link>
        )}
        <Pager className="page-tools-end" page={page} pageSize={pageRows} count={count} go={turn} />
      </div>
    </>
  );
}
