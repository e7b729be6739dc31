import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { switchWorkflow } from "./data";

/** Switches a workflow on and off in its place, and says why it cannot be. */
export function OnOff({ workflow, off }: { workflow: Workflow; off: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (on: boolean) => switchWorkflow(workflow.id, on),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["workflows"] }),
  });
  const title = workflow.title || workflow.key;
  return (
    <>
      <Switch
        checked={change.isPending ? change.variables : workflow.enabled}
        loading={change.isPending}
        disabled={off}
        aria-label={t("workflows.switch", { title })}
        onChange={(on) => change.mutate(on)}
      />{" "}
      <span className="soft workflows-word" aria-hidden>
        {t(workflow.enabled ? "workflows.states.on" : "workflows.states.off")}
      </span>
      <div role="status" className="workflows-refusal">
        {change.isError && (
          <Alert
            type="error"
            title={explain(t, change.error)}
            action={
              <Button size="small" onClick={() => change.reset()}>
                {t("notices.dismiss")}
              </Button>
            }
          />
        )}
      </div>
    </>
  );
}
