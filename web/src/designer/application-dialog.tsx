import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Input, Modal } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Application } from "../api/types";
import { uuid } from "../applications/press-keys";
import { atFields, explain } from "../ui/failures";
import { IconSelect } from "./icon-select";

export interface ApplicationDialogProps {
  /** The application to change; a new one without it. */
  application?: Application | undefined;
  onDone: (application: Application) => void;
  onCancel: () => void;
}

interface Values {
  title: string;
  icon?: string | undefined;
  description?: string | undefined;
}

/** Makes an application, or changes what it is called. */
export default function ApplicationDialog({ application, onDone, onCancel }: ApplicationDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const key = useRef(uuid());
  const save = useMutation({
    mutationFn: async (values: Values) => {
      const body = {
        title: values.title.trim(),
        icon: values.icon ?? null,
        description: values.description?.trim() || null,
      };
      if (!application) {
        return (await call<Application>("applications:create", { body, idempotencyKey: key.current })).data;
      }
      const query = { filterByTk: application.key };
      return (await call<Application[]>("applications:update", { query, body })).data[0] ?? application;
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ["applications"] });
      onDone(saved);
    },
    onError: (e) => {
      key.current = uuid();
      form.setFields(atFields(t, e, ["title", "icon", "description"]).at as Parameters<typeof form.setFields>[0]);
    },
  });
  const whole = save.isError && atFields(t, save.error, ["title", "icon", "description"]).isWhole;
  return (
    <Modal
      open
      title={t(application ? "designer.application.change" : "designer.application.new")}
      okText={t(application ? "designer.save" : "designer.application.create")}
      cancelText={t("designer.cancel")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onCancel}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          title: application?.title ?? "",
          icon: application?.icon ?? undefined,
          description: application?.description ?? "",
        }}
        onFinish={(values) => save.mutate(values)}
      >
        {whole && <Alert className="form-alert" type="error" showIcon title={explain(t, save.error)} />}
        <Form.Item
          name="title"
          label={t("designer.application.title")}
          rules={[{ required: true, whitespace: true, message: t("designer.application.titleMissing") }]}
        >
          <Input autoFocus maxLength={255} placeholder={t("designer.application.titleHint")} />
        </Form.Item>
        <Form.Item name="description" label={t("designer.application.description")}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 5 }} />
        </Form.Item>
        <Form.Item name="icon" label={t("designer.button.icon")}>
          <IconSelect />
        </Form.Item>
      </Form>
    </Modal>
  );
}
