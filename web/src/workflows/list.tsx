import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { Button, Pagination } from "antd";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import type { Workflow } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Empty } from "../ui/states";
import "../ui/page.css";
import { Categories } from "./categories";
import { currentQuery, mayBuild, nodeTypesQuery, problemsQuery, versionsQuery } from "./data";
import { FilterBar } from "./filter-bar";
import { drafts, type Filters, filtered, isNarrowed, nodeTypes, pageRows, type Row } from "./filters";
import "./list.css";
import { List } from "./list-table";

const route = getRouteApi("/inside/workflows");
const inside = getRouteApi("/inside");

/** All workflows: what sets them off, how they do, and whether they are on. */
export default function WorkflowsPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const current = useQuery(currentQuery());
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
        query={current}
        isEmpty={(all) => all.length === 0}
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

/** The rows with all that the filters ask about. */
function useRows(all: readonly Workflow[], filters: Filters): Row[] {
  const versions = useQuery(versionsQuery()).data;
  const nodes = useQuery(nodeTypesQuery(filters.node !== undefined)).data;
  const problems = useQuery(problemsQuery(all.map((w) => w.key).sort())).data;
  const changed = drafts(versions ?? []);
  const types = nodes && nodeTypes(nodes);
  return all.map((workflow) => ({
    workflow,
    categories: workflow.categories ?? [],
    hasDraft: changed.has(workflow.key),
    nodes: types && (types.get(workflow.id) ?? new Set()),
    problems: problems?.find((p) => p.key === workflow.key),
  }));
}

function Found({ all, builds }: { all: readonly Workflow[]; builds: boolean }) {
  const { t } = useTranslation();
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const rows = filtered(useRows(all, filters), filters);
  const pages = Math.max(1, Math.ceil(rows.length / pageRows));
  const page = Math.min(filters.page ?? 1, pages);
  const narrow = (next: Filters) => navigate({ search: next, replace: true, resetScroll: false });
  return (
    <>
      <Categories
        chosen={filters.category}
        builds={builds}
        onChoose={({ page: _, ...f }) => narrow({ ...f })}
        filters={filters}
      />
      <FilterBar filters={filters} all={all} onChange={narrow} />
      <div className="panel">
        {rows.length > 0 ? (
          <List rows={rows.slice((page - 1) * pageRows, page * pageRows)} builds={builds} />
        ) : (
          <Empty
            title={t("workflows.noneTitle")}
            actions={<Button onClick={() => narrow({})}>{t("workflows.showAll")}</Button>}
          >
            <p>{t("workflows.none")}</p>
          </Empty>
        )}
      </div>
      <div className="page-tools">
        <span className="soft" role="status">
          {isNarrowed(filters)
            ? t("workflows.countOf", { count: rows.length, all: all.length })
            : t("workflows.count", { count: rows.length })}
        </span>
        {builds && (
          <Link to="/workflows/new" search={{ way: "recipe" }}>
            {t("workflows.fromRecipe")}
          </Link>
        )}
        {pages > 1 && (
          <Pagination
            className="page-tools-end"
            current={page}
            pageSize={pageRows}
            total={rows.length}
            showSizeChanger={false}
            showLessItems
            onChange={(n) => navigate({ search: ({ page: _, ...old }) => ({ ...old, ...(n > 1 && { page: n }) }) })}
          />
        )}
      </div>
    </>
  );
}
