import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { workflowsQuery } from "../bindings/data";
import { bound } from "../bindings/order";
import { actingOf } from "./acting";
import type { ButtonProps } from "./button-props";
import { useDesigner } from "./context";
import type { Located } from "./model/problems";
import { ProblemNotes, Section } from "./setting";

/** The workflows that are bound to a button, and the way to change them. */
export function BoundSummary({ block, button, problems }: ButtonProps & { problems: readonly Located[] }) {
  const { t } = useTranslation();
  const { collections, search, open } = useDesigner();
  const workflows = useQuery(workflowsQuery());
  const acting = actingOf(t, block, button);
  const list = bound(acting, button.bindings ?? [], workflows.data ?? [], collections);
  return (
    <Section title={t("designer.bound.title")}>
      {list.length === 0 ? (
        <p className="soft">{t("designer.bound.none")}</p>
      ) : (
        <ol className="bound-summary">
          {list.map((f) => (
            <li key={f.key}>
              <strong>{f.title}</strong>
              {workflows.data && f.obstacle && (
                <span className="line-more"> {t(`bindings.obstacles.${f.obstacle}`, { path: f.path })}</span>
              )}
            </li>
          ))}
        </ol>
      )}
      <ProblemNotes list={problems} />
      <Button type={list.length === 0 ? "primary" : "default"} onClick={() => open({ ...search, bind: true })}>
        {t("designer.bound.open")}
      </Button>
    </Section>
  );
}
