import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import "../ui/page.css";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import { type BulkKind, useBulk } from "./bulk";
import { BulkPanel } from "./bulk-panel";
import { BulkTools } from "./bulk-tools";
import { type ListedRun, runsPerPage, runsQuery } from "./data";
import { Filters } from "./filters";
import "./list.css";
import { RunTable } from "./run-table";
import { filters, type RunsSearch } from "./search";
import { workflowName } from "./words";

const route = getRouteApi("/inside/runs");
const topics = ["executions"];

/** What ran, of all workflows. */
export default function RunsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(runsQuery(search));
  const [chosen, setChosen] = useState<ReadonlyMap<number, ListedRun>>(new Map());
  const { bulk, begin, again, close } = useBulk();
  useLiveQueries(topics, ["executions"]);
  const show = (next: RunsSearch) => {
    setChosen(new Map());
    void navigate({ search: next });
  };
  const act = (kind: BulkKind, runs: readonly ListedRun[]) => {
    begin(
      kind,
      runs.map((r) => ({ id: r.id, title: workflowName(r) })),
    );
    setChosen(new Map());
  };
  return (
    <div className="page">
      <PageHead title={t("runs.list.title")} intro={t("runs.list.intro")} />
      <Filters search={search} show={show} />
      <div className="page-tools">
        <BulkTools chosen={[...chosen.values()]} act={act} clear={() => setChosen(new Map())} />
        <span className="page-tools-end soft" role="status">
          {query.data && !query.isError && t("runs.list.count", { count: query.data.meta.count })}
        </span>
      </div>
      {bulk && <BulkPanel bulk={bulk} again={again} close={close} />}
      <div className="panel">
        <Loaded query={query} isEmpty={({ data }) => data.length === 0} empty={<Nothing search={search} show={show} />}>
          {({ data }) => <RunTable runs={data} chosen={chosen} choose={setChosen} />}
        </Loaded>
      </div>
      {query.data && (
        <Pager
          page={search.page ?? 1}
          pageSize={runsPerPage}
          count={query.data.meta.count}
          go={(page) => navigate({ search: (old) => ({ ...old, page }) })}
        />
      )}
    </div>
  );
}

function Nothing({ search, show }: { search: RunsSearch; show: (next: RunsSearch) => void }) {
  const { t } = useTranslation();
  if (search.page !== undefined) {
    const { page: _, ...first } = search;
    return (
      <Empty
        title={t("actions.pastTitle")}
        actions={<Button onClick={() => show(first)}>{t("actions.toFirst")}</Button>}
      >
        <p>{t("runs.list.past")}</p>
      </Empty>
    );
  }
  if (filters(search) > 0) {
    return (
      <Empty
        title={t("runs.list.noneTitle")}
        actions={<Button onClick={() => show({})}>{t("runs.filter.clear")}</Button>}
      >
        <p>{t("runs.list.none")}</p>
      </Empty>
    );
  }
  return (
    <Empty title={t("runs.list.emptyTitle")}>
      <p>{t("runs.list.empty")}</p>
    </Empty>
  );
}
