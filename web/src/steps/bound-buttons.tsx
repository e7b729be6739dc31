import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { BoundButton, Workflow } from "../api/types";
import { Loaded } from "../ui/loaded";
import { boundButtonsQuery } from "./data";

/** The buttons that start a workflow. */
export function BoundButtons({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const buttons = useQuery(boundButtonsQuery(workflow.id));
  return (
    <section>
      <h2 className="step-heading">{t("steps.buttons.title")}</h2>
      <Loaded
        query={buttons}
        isEmpty={(list) => list.length === 0}
        empty={<p className="setting-help">{t("steps.buttons.none")}</p>}
      >
        {(list) => (
          <ul className="step-buttons">
            {list.map((b) => (
              <li key={b.uid}>
                <strong>{b.title || b.uid}</strong> <span className="soft">{about(b)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );

  function about(b: BoundButton): string {
    const action = t(`actionNames.${b.action as "create"}`, { defaultValue: b.action });
    const path = b.bindings.find((one) => one.key === workflow.key)?.path;
    const parts = [action, b.collection ?? "", path ? t("steps.buttons.path", { path }) : ""];
    return parts.filter(Boolean).join(" · ");
  }
}
