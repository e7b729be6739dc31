import ReloadOutlined from "@ant-design/icons/es/icons/ReloadOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { pageSize, receiptsQuery, workflowTitlesQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import { type Outcome, outcomes, type Receipt, type Verdict } from "../api/types";
import { loadTexts } from "../app/i18n";
import { useTitle } from "../app/title";
import { FindReceipt } from "../runs/find";
import { useDates } from "../ui/format";
import { Pager } from "../ui/pager";
import { Empty, Failed, Loading } from "../ui/states";
import { OutcomeTag, VerdictMark } from "../ui/tag";
import { actionName } from "./action-name";
import "./actions.css";

const route = getRouteApi("/inside/actions");
const ReceiptDrawer = lazy(async () => {
  await loadTexts("runs");
  return import("./receipt");
});

/** What the signed-in user did lately, and what followed. */
export default function ActionsPage() {
  const { t } = useTranslation();
  const { me } = route.useRouteContext();
  const { page = 1, outcome, receipt } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useQuery(receiptsQuery(me.user.id, { page, outcome }));
  useLiveQueries(["receipts"], ["receipts"]);
  useTitle(t("actions.title"));
  const show = (o?: Outcome) => navigate({ search: o ? { outcome: o } : {} });
  return (
    <div className="actions">
      <div className="actions-head">
        <h1>{t("actions.title")}</h1>
        <p className="soft">{t("actions.intro")}</p>
      </div>
      <div className="actions-tools">
        <Select<Outcome | "">
          className="actions-filter"
          aria-label={t("actions.filter")}
          value={outcome ?? ""}
          options={[
            { value: "", label: t("actions.all") },
            ...outcomes.map((o) => ({ value: o, label: t(`outcomes.${o}`) })),
          ]}
          onChange={(o) => show(o || undefined)}
        />
        <Button icon={<ReloadOutlined />} loading={list.isFetching} onClick={() => list.refetch()}>
          {t("actions.refresh")}
        </Button>
        <span className="actions-count soft" role="status">
          {list.data && !list.isError && t("actions.count", { count: list.data.meta.count })}
        </span>
        <FindReceipt />
      </div>
      <div className="actions-panel">
        {list.isPending ? (
          <Loading />
        ) : list.isError ? (
          <Failed error={list.error} retry={() => list.refetch()} />
        ) : list.data.data.length > 0 ? (
          <List receipts={list.data.data} page={page} />
        ) : (
          <Nothing outcome={outcome} page={page} show={show} refresh={() => list.refetch()} />
        )}
      </div>
      {list.data && (
        <Pager
          page={page}
          pageSize={pageSize}
          count={list.data.meta.count}
          go={(n) =>
            navigate({ search: (old) => ({ ...(old.outcome && { outcome: old.outcome }), ...(n > 1 && { page: n }) }) })
          }
        />
      )}
      {receipt && (
        <Suspense>
          <ReceiptDrawer
            id={receipt}
            me={me}
            close={() => navigate({ search: ({ receipt: _, ...rest }) => rest, resetScroll: false })}
          />
        </Suspense>
      )}
    </div>
  );
}

interface NothingProps {
  outcome: Outcome | undefined;
  page: number;
  show: (outcome?: Outcome) => void;
  refresh: () => void;
}

function Nothing({ outcome, page, show, refresh }: NothingProps) {
  const { t } = useTranslation();
  if (page > 1) {
    return (
      <Empty
        title={t("actions.pastTitle")}
        actions={<Button onClick={() => show(outcome)}>{t("actions.toFirst")}</Button>}
      >
        <p>{t("actions.past")}</p>
      </Empty>
    );
  }
  if (outcome) {
    return (
      <Empty title={t("actions.noneTitle")} actions={<Button onClick={() => show()}>{t("actions.showAll")}</Button>}>
        <p>{t("actions.none")}</p>
      </Empty>
    );
  }
  return (
    <Empty title={t("actions.emptyTitle")} actions={<Button onClick={refresh}>{t("actions.refresh")}</Button>}>
      <p>{t("actions.empty")}</p>
      <p>{t("actions.emptyNext")}</p>
    </Empty>
  );
}

/** A table that becomes a list of cards on a phone: one markup, so that nothing is told twice or lost. */
function List({ receipts, page }: { receipts: Receipt[]; page: number }) {
  const { t } = useTranslation();
  const { me } = route.useRouteContext();
  const keys = [...new Set(receipts.flatMap((r) => r.verdicts.map((v) => v.key)))].sort();
  const titles = useQuery(workflowTitlesQuery(me, keys)).data;
  const dates = useDates();
  return (
    <table className="actions-list">
      <caption className="visually-hidden">{t("actions.list", { page })}</caption>
      <thead>
        <tr>
          {(["time", "action", "button", "workflows", "outcome"] as const).map((column) => (
            <th key={column} scope="col">
              {t(`actions.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {receipts.map((r) => (
          <tr key={r.id}>
            <td className="actions-time">
              <time dateTime={r.createdAt ?? ""} title={r.createdAt ? dates.exact(r.createdAt) : ""}>
                {r.createdAt && dates.both(r.createdAt)}
              </time>
            </td>
            <td className="actions-what">
              <Link
                to="/actions"
                search={(old) => ({ ...old, receipt: r.id })}
                resetScroll={false}
                className="actions-open"
                aria-label={t("actions.open", {
                  action: actionName(t, r),
                  time: r.createdAt ? dates.both(r.createdAt) : "",
                })}
              >
                {actionName(t, r)}
              </Link>
            </td>
            <td className="actions-button" data-label={t("actions.button")}>
              {r.button ? <code>{r.button}</code> : <span className="soft">{t("actions.nothing")}</span>}
            </td>
            <td data-label={t("actions.workflows")}>
              <Workflows verdicts={r.verdicts} titles={titles} />
            </td>
            <td className="actions-outcome">
              <OutcomeTag outcome={r.outcome} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shown = 3;

function Workflows({
  verdicts,
  titles,
}: {
  verdicts: Verdict[];
  titles: Map<string | null, string | null> | undefined;
}) {
  const { t } = useTranslation();
  if (verdicts.length === 0) return <span className="soft">{t("actions.nothing")}</span>;
  return (
    <ul className="actions-workflows">
      {verdicts.slice(0, shown).map((v, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: verdicts have no id and never change their order
        <li key={i}>
          <VerdictMark verdict={v.verdict} />
          <span className="actions-workflow">{titles?.get(v.key) ?? v.key}</span>
        </li>
      ))}
      {verdicts.length > shown && <li className="soft">{t("actions.more", { count: verdicts.length - shown })}</li>}
    </ul>
  );
}
