import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import { triggerSpecsQuery } from "../steps/data";
import { Loaded } from "../ui/loaded";
import { EmptyForm } from "./empty-form";
import { Guide } from "./guide";
import { type Kind, kindsFor } from "./kinds";
import type { ForButton, Prefill } from "./prefill";

interface EmptyWayProps {
  button?: ForButton;
  prefill: Prefill;
  chosen: Kind | undefined;
  onChoose: (kind: Kind) => void;
  onCreated: (workflow: Workflow) => void;
}

/** Which kind of workflow fits, and the settings of its trigger. Its steps are added afterwards. */
export function EmptyWay({ button, prefill, chosen, onChoose, onCreated }: EmptyWayProps) {
  const { t } = useTranslation();
  const specs = useQuery(triggerSpecsQuery());
  const fit = button && kindsFor(button.action);
  const kind = chosen && (!fit || fit.includes(chosen)) ? chosen : undefined;
  return (
    <div className="new-workflow-split">
      <Guide kind={kind} {...(fit && { only: fit })} onChoose={onChoose} />
      <div className="panel panel-pad new-workflow-form">
        {kind ? (
          <Loaded query={specs}>
            {(all) => {
              const spec = all.find((s) => s.type === kind);
              if (!spec) return <p className="soft">{t("workflows.new.noKind")}</p>;
              return (
                <EmptyForm
                  key={kind}
                  spec={spec}
                  kind={kind}
                  prefill={prefill}
                  {...(button && { button })}
                  onCreated={onCreated}
                />
              );
            }}
          </Loaded>
        ) : (
          <p className="soft">{t("workflows.new.chooseKind")}</p>
        )}
      </div>
    </div>
  );
}
