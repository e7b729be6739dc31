import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { Tag } from "../ui/tag";
import { useBench } from "./bench";
import { versionsQuery } from "./queries";
import { personName, roleOf, roleTones } from "./standing";

/** All versions, newest first: what each is, who made it and why, and going back to one. */
export function Versions() {
  const { t } = useTranslation();
  const { both } = useDates();
  const { state, ask } = useBench();
  const { workflow } = state.version;
  const query = useQuery(versionsQuery(workflow.key));
  return (
    <Loaded query={query}>
      {(list) => (
        <ol className="bench-list" aria-label={t("canvas.versions.title")}>
          {list.map((v, i) => {
            const role = roleOf(v, list);
            const number = list.length - i;
            return (
              <li key={v.id} className="bench-version" aria-current={v.id === workflow.id ? "true" : undefined}>
                <div className="bench-version-head">
                  <Link to="/workflows/$id" params={{ id: String(v.id) }} search={(s: object) => s}>
                    {t("canvas.versions.number", { number })}
                  </Link>
                  <Tag tone={roleTones[role]}>{t(`canvas.roles.${role}`)}</Tag>
                  {v.id === workflow.id && <span className="soft">{t("canvas.versions.open")}</span>}
                </div>
                {v.note && <p>{v.note}</p>}
                <p className="soft">
                  {[
                    personName(v.updatedBy ?? v.createdBy),
                    v.updatedAt ? both(v.updatedAt) : "",
                    t("canvas.versions.executed", { count: v.versionStats?.executed ?? 0 }),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                {role === "earlier" && (
                  <Button size="small" onClick={() => ask({ kind: "rollBack", id: v.id })}>
                    {t("canvas.rollBack")}
                  </Button>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </Loaded>
  );
}
