import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Popconfirm, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import type { FailureGroup } from "../api/types";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import "../ui/page.css";
import { Empty } from "../ui/states";
import { StatusTag } from "../ui/tag";
import { useBulk } from "./bulk";
import { BulkPanel } from "./bulk-panel";
import { failuresQuery } from "./data";
import "./failures.css";
import { type Period, periods } from "./periods";
import { RetryButton } from "./retry";
import { reasonText, stepError } from "./words";

const route = getRouteApi("/inside/failures");
const topics = ["executions"];

/** What failed lately, by workflow and error. */
export default function FailuresPage() {
  const { t } = useTranslation();
  const { hours = 168, refusals = false } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(failuresQuery(hours, refusals));
  const { bulk, begin, again, close } = useBulk();
  useLiveQueries(topics, ["executions"]);
  const meta = query.data?.meta;
  const show = (next: { hours?: Period; refusals?: boolean }) => {
    const all = { hours, refusals, ...next };
    void navigate({
      search: { ...(all.hours !== 168 && { hours: all.hours }), ...(all.refusals && { refusals: true as const }) },
    });
  };
  return (
    <div className="page">
      <PageHead title={t("runs.failures.title")} intro={t("runs.failures.intro")} />
      <div className="page-tools">
        <Segmented<Period>
          aria-label={t("runs.filter.time")}
          value={hours}
          options={periods.map((value) => ({ value, label: t(`runs.filter.last${value}`) }))}
          onChange={(value) => show({ hours: value })}
        />
        <span className="page-tools-end soft" role="status">
          {meta && !query.isError && t("runs.failures.count", { count: meta.looked - (refusals ? 0 : meta.refusals) })}
        </span>
      </div>
      {bulk && <BulkPanel bulk={bulk} again={again} close={close} />}
      <div className="panel">
        <Loaded
          query={query}
          isEmpty={({ data }) => data.length === 0}
          empty={
            <Empty
              title={t("runs.failures.emptyTitle")}
              actions={hours < 720 && <Button onClick={() => show({ hours: 720 })}>{t("runs.failures.longer")}</Button>}
            >
              <p>{t("runs.failures.empty")}</p>
            </Empty>
          }
        >
          {({ data }) => (
            <ul className="failures">
              {data.map((group) => (
                <Group
                  key={`${group.key} ${group.nodeKey} ${group.lastId}`}
                  group={group}
                  retry={() =>
                    begin(
                      "retry",
                      group.retryable.map((id) => ({ id, title: group.title || group.key })),
                    )
                  }
                />
              ))}
            </ul>
          )}
        </Loaded>
      </div>
      {meta && meta.refusals > 0 && (
        <p className="soft">
          {t("runs.failures.refusals", { count: meta.refusals })}{" "}
          <Button type="link" size="small" onClick={() => show({ refusals: !refusals })}>
            {t(refusals ? "runs.failures.hideRefusals" : "runs.failures.showRefusals")}
          </Button>
        </p>
      )}
      {meta?.capped && <p className="soft">{t("runs.failures.capped", { count: meta.looked })}</p>}
    </div>
  );
}

function Group({ group, retry }: { group: FailureGroup; retry: () => void }) {
  const { t } = useTranslation();
  const title = group.title || group.key;
  const count = group.retryable.length;
  return (
    <li className="failure">
      <div className="failure-head">
        <h2>
          <Link to={`/workflows/${group.workflowId}` as string}>{title}</Link>
        </h2>
        <StatusTag status={group.status} />
        <strong>{t("runs.failures.times", { count: group.count })}</strong>
      </div>
      <Why group={group} />
      <When group={group} />
      <div className="failure-tools">
        <Link
          to="/runs/$id"
          params={{ id: String(group.lastId) }}
          search={group.nodeKey ? { step: group.nodeKey } : {}}
        >
          {t("runs.failures.newest")}
        </Link>
        <Link to="/runs" search={{ workflow: group.key, failed: true }}>
          {t("runs.failures.all")}
        </Link>
        {count === 1 && <RetryButton run={group.retryable[0] ?? 0} title={title} small />}
        {count > 1 && (
          <Popconfirm
            title={t("runs.bulk.retryAsk", { count })}
            okText={t("runs.bulk.retry", { count })}
            cancelText={t("runs.bulk.keep")}
            onConfirm={retry}
          >
            <Button size="small">{t("runs.bulk.retry", { count })}</Button>
          </Popconfirm>
        )}
      </div>
    </li>
  );
}

function Why({ group }: { group: FailureGroup }) {
  const { t } = useTranslation();
  const { text, detail } = stepError(t, group.error);
  const said = group.error ? [text, detail].filter(Boolean).join(" ") : "";
  const step = group.nodeTitle || group.nodeType || group.nodeKey;
  const why = reasonText(t, group.reason) || said || t(group.status === -1 ? "runs.follow.ended" : "runs.error.unsaid");
  return (
    <p className="failure-why">
      {step && <strong>{t("runs.follow.atStep", { step })} </strong>}
      {why}
    </p>
  );
}

function When({ group }: { group: FailureGroup }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { first, last, people, persons, retried } = group;
  const names = people.map((p) => p.name).join(", ");
  return (
    <p className="failure-when soft">
      {group.count > 1 && first && last
        ? t("runs.failures.between", { first: dates.both(first), last: dates.both(last) })
        : last && dates.both(last)}
      {persons > 0 &&
        `. ${t("runs.failures.people", { names })}${persons > people.length ? ` ${t("runs.failures.others", { count: persons - people.length })}` : ""}`}
      {retried > 0 && `. ${t("runs.failures.retried", { count: retried })}`}
    </p>
  );
}
