import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery } from "../api/model";
import type { WorkflowHealth } from "../api/types";
import { Tag } from "../ui/tag";
import { CategoryMark } from "./category-mark";
import { healthQuery } from "./data";
import { type Act, Dialogs } from "./dialogs";
import type { Row } from "./filters";
import { Health } from "./health";
import { KindTag } from "./kind-tag";
import { choosesSync, kindOf } from "./kinds";
import { OnOff } from "./on-off";
import { RowMenu } from "./row-menu";
import { triggerWords } from "./trigger-words";

/** Workflows as a table, on a phone as cards: one markup, so that nothing is told twice or lost. */
export function List({ rows, builds }: { rows: readonly Row[]; builds: boolean }) {
  const { t } = useTranslation();
  const [act, setAct] = useState<Act | undefined>();
  const health = useQuery(healthQuery(rows.map((r) => r.workflow.key).sort())).data;
  const columns = ["name", "trigger", "mode", "health", "on"] as const;
  return (
    <>
      <table className="workflows-list">
        <caption className="visually-hidden">{t("workflows.title")}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c} scope="col">
                {t(`workflows.columns.${c}`)}
              </th>
            ))}
            {builds && (
              <th scope="col">
                <span className="visually-hidden">{t("workflows.columns.more")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line
              key={row.workflow.key}
              row={row}
              health={health?.find((h) => h.key === row.workflow.key)}
              builds={builds}
              onAct={setAct}
            />
          ))}
        </tbody>
      </table>
      <Dialogs act={act} onClose={() => setAct(undefined)} />
    </>
  );
}

interface LineProps {
  row: Row;
  health: WorkflowHealth | undefined;
  builds: boolean;
  onAct: (act: Act) => void;
}

function Line({ row, health, builds, onAct }: LineProps) {
  const { t } = useTranslation();
  const collections = useQuery(collectionsQuery());
  const { workflow: w, categories, hasDraft, problems } = row;
  const kind = kindOf(w.type);
  const waits = w.sync || (kind && !choosesSync(kind));
  const wrong = (problems?.errors ?? 0) + (problems?.warnings ?? 0);
  return (
    <tr>
      <td className="workflows-name">
        <Link to="/workflows/$id" params={{ id: String(w.id) }} className="workflows-title" id={`workflow-${w.key}`}>
          {w.title || w.key}
        </Link>
        {w.description && <p className="soft workflows-about">{w.description}</p>}
        {(categories.length > 0 || hasDraft || wrong > 0) && (
          <p className="workflows-marks">
            {problems && wrong > 0 && (
              <Tag tone={problems.errors > 0 ? "bad" : "attention"}>{t("workflows.problems", { count: wrong })}</Tag>
            )}
            {hasDraft && <Tag tone="running">{t("workflows.states.draft")}</Tag>}
            {categories.map((c) => (
              <CategoryMark key={c.id} category={c} />
            ))}
          </p>
        )}
      </td>
      <td data-label={t("workflows.columns.trigger")}>
        <KindTag type={w.type} />
        {!collections.isPending && <p>{triggerWords(t, w, collections.data ?? [])}</p>}
      </td>
      <td data-label={t("workflows.columns.mode")} className="workflows-mode">
        {t(waits ? "workflows.mode.sync" : "workflows.mode.async")}
      </td>
      <td data-label={t("workflows.columns.health")}>
        <Health health={health} workflow={w} />
      </td>
      <td className="workflows-on">
        <OnOff workflow={w} off={!builds} />
      </td>
      {builds && (
        <td className="workflows-more">
          <RowMenu row={row} onAct={onAct} />
        </td>
      )}
    </tr>
  );
}
