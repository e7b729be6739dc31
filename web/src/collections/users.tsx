import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PageUse, Usage, WorkflowUse } from "../api/types";
import { Tag } from "../ui/tag";

/** The pages and workflows that use something; or that there are none. */
export function Users({ usage, as: Heading = "h3" }: { usage: Usage; as?: "h2" | "h3" }) {
  const { t } = useTranslation();
  const { pages, workflows } = usage;
  if (pages.length + workflows.length === 0) return <p>{t("collections.uses.none")}</p>;
  return (
    <div className="users">
      {pages.length > 0 && (
        <section>
          <Heading>{t("collections.uses.pages", { count: pages.length })}</Heading>
          <ul className="users-list">
            {pages.map((page) => (
              <PageLine key={page.uid} page={page} />
            ))}
          </ul>
        </section>
      )}
      {workflows.length > 0 && (
        <section>
          <Heading>{t("collections.uses.workflows", { count: workflows.length })}</Heading>
          <ul className="users-list">
            {workflows.map((workflow) => (
              <WorkflowLine key={workflow.workflowId} workflow={workflow} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function PageLine({ page }: { page: PageUse }) {
  const { t } = useTranslation();
  const places = Math.max(page.published.length, page.draft.length);
  const to: string = `/apps/${encodeURIComponent(page.applicationKey)}/${encodeURIComponent(page.uid)}/edit`;
  const state = page.published.length > 0 ? "published" : "draft";
  return (
    <li>
      <Link to={to}>{page.title || page.uid}</Link>
      <Tag tone={state === "published" ? "good" : "neutral"}>{t(`collections.uses.${state}`)}</Tag>
      <span className="soft">{t("collections.uses.places", { count: places })}</span>
    </li>
  );
}

function WorkflowLine({ workflow }: { workflow: WorkflowUse }) {
  const { t } = useTranslation();
  const { enabled, current, places, title, key, workflowId } = workflow;
  const to: string = `/workflows/${workflowId}`;
  const steps = [...new Set(places.map((p) => p.nodeTitle || p.nodeKey || t("collections.uses.trigger")))];
  return (
    <li>
      <Link to={to}>{title || key}</Link>
      <Tag tone={enabled ? "good" : "neutral"}>
        {enabled
          ? t("collections.uses.enabled")
          : current
            ? t("collections.uses.disabled")
            : t("collections.uses.version")}
      </Tag>
      <span className="soft">{steps.join(", ")}</span>
    </li>
  );
}
