import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import type { Follower } from "./order";

interface AnywayProps {
  followers: readonly Follower[];
  onOpen: (workflow: Pick<Workflow, "id">) => void | Promise<void>;
}

/** The workflows that start without being bound: after every such action, or because records change. */
export function Anyway({ followers, onOpen }: AnywayProps) {
  const { t } = useTranslation();
  if (followers.length === 0) return null;
  return (
    <section className="bindings-part" aria-labelledby="bindings-anyway">
      <h3 id="bindings-anyway">{t("bindings.anyway")}</h3>
      <ul className="bindings-candidates">
        {followers.map((f) => (
          <li key={f.key}>
            <span className="bindings-about">
              <span>{f.title}</span>
              <span className="soft">{t(`bindings.because.${f.because}`)}</span>
            </span>
            {f.workflow && (
              <Button size="small" onClick={() => void onOpen(f.workflow as Workflow)}>
                {t("bindings.open")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
