import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { boundQuery, deleteWorkflow } from "./data";

/** Asks before a workflow is deleted, and says what uses it. */
export function DeleteDialog({ workflow, onClose }: { workflow: Workflow; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const bound = useQuery(boundQuery(workflow.id));
  const [cancels, setCancels] = useState(false);
  const title = workflow.title || workflow.key;
  const remove = useMutation({
    mutationFn: () => deleteWorkflow(workflow.id, cancels),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["workflows"] });
      notify({ tone: "good", text: t("workflows.deleted", { title }) });
      onClose();
    },
  });
  const isUnfinished = remove.error instanceof ApiError && remove.error.code === "UNFINISHED_EXECUTIONS";
  return (
    <Modal
      open
      title={t("workflows.acts.deleteTitle", { title })}
      okText={t("workflows.acts.delete")}
      cancelText={t("workflows.new.cancel")}
      okButtonProps={{ danger: true, loading: remove.isPending, disabled: isUnfinished && !cancels }}
      onOk={() => !remove.isPending && remove.mutate()}
      onCancel={onClose}
    >
      <div className="workflows-dialog">
        <p>{t("workflows.deleteText")}</p>
        <Loaded query={bound}>
          {(buttons) =>
            buttons.length === 0 ? (
              <p className="soft">{t("workflows.usedByNone")}</p>
            ) : (
              <div>
                <p>{t("workflows.usedBy", { count: buttons.length })}</p>
                <ul className="workflows-uses">
                  {buttons.map((b) => (
                    <li key={b.uid}>
                      {b.title || b.uid} <code className="soft">{b.uid}</code>
                    </li>
                  ))}
                </ul>
                <p className="soft">{t("workflows.usedByHelp")}</p>
              </div>
            )
          }
        </Loaded>
        <div role="status">
          {isUnfinished ? (
            <Alert
              type="warning"
              showIcon
              title={t("workflows.unfinished")}
              description={
                <Checkbox checked={cancels} onChange={(e) => setCancels(e.target.checked)}>
                  {t("workflows.cancelRuns")}
                </Checkbox>
              }
            />
          ) : (
            remove.isError && <Alert type="error" showIcon title={explain(t, remove.error)} />
          )}
        </div>
      </div>
    </Modal>
  );
}
