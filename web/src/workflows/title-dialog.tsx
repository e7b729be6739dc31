import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Input, type InputRef, Modal } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { duplicateWorkflow, renameWorkflow } from "./data";

interface TitleDialogProps {
  act: "rename" | "duplicate";
  workflow: Workflow;
  onClose: () => void;
}

/** Asks what a workflow, or its duplicate, is to be called. */
export function TitleDialog({ act, workflow, onClose }: TitleDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const was = workflow.title || workflow.key;
  const [title, setTitle] = useState(act === "rename" ? was : t("workflows.copyOf", { title: was }));
  const [key] = useState(() => crypto.randomUUID());
  const input = useRef<InputRef>(null);
  const save = useMutation({
    mutationFn: async () => {
      if (act === "rename") await renameWorkflow(workflow.key, title.trim());
      else await duplicateWorkflow(workflow.id, title.trim(), key);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["workflows"] });
      if (act === "duplicate") notify({ tone: "good", text: t("workflows.duplicated", { title: title.trim() }) });
      onClose();
    },
  });
  const submit = () => {
    if (title.trim() && !save.isPending) save.mutate();
  };
  return (
    <Modal
      open
      title={t(`workflows.acts.${act}Title`, { title: was })}
      okText={t(`workflows.acts.${act}`)}
      cancelText={t("workflows.new.cancel")}
      okButtonProps={{ disabled: !title.trim(), loading: save.isPending }}
      onOk={submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && input.current?.focus({ cursor: "all" })}
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          submit();
        }}
      >
        {save.isError && (
          <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, save.error)} />
        )}
        <Form.Item layout="vertical" label={t("workflows.new.title")} htmlFor="workflow-title">
          <Input
            id="workflow-title"
            ref={input}
            value={title}
            maxLength={255}
            onChange={(e) => setTitle(e.target.value)}
          />
        </Form.Item>
        {act === "duplicate" && <p className="soft">{t("workflows.duplicateHelp")}</p>}
      </form>
    </Modal>
  );
}
