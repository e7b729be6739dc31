import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Alert, Button, Form, Input, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import type { Application } from "../api/types";
import { atFields, explain } from "../ui/failures";
import { Confirm } from "./confirm";
import { iconNames, iconOf } from "./icons";
import { uuid } from "./press-keys";

interface Values {
  title: string;
  description?: string;
  icon?: string | null;
}

/** Makes an application, or changes what one is called. */
export function ApplicationForm({ application, close }: { application?: Application; close: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const key = useRef(uuid());
  const act = async (does: (idempotencyKey: string) => Promise<void>) => {
    setBusy(true);
    setFailed(undefined);
    try {
      await does(key.current);
      await queries.invalidateQueries({ queryKey: ["applications"] });
    } catch (e) {
      const { at, isWhole } = atFields(t, e, ["title", "description", "icon"]);
      form.setFields(at.map((f) => ({ name: f.name as keyof Values, errors: f.errors })));
      if (isWhole) setFailed(e);
      if (e instanceof ApiError) key.current = uuid(); // it was answered: the next try is another act
    } finally {
      setBusy(false);
    }
  };
  const save = ({ title, description, icon }: Values) =>
    act(async (idempotencyKey) => {
      const body = { title, description: description || null, icon: icon || null };
      if (application) {
        await call("applications:update", { query: { filterByTk: application.key }, body, idempotencyKey });
        return close();
      }
      const { data } = await call<Application>("applications:create", { body, idempotencyKey });
      await router.navigate({ to: "/apps/$app", params: { app: data.key }, search: { add: true } });
    });
  const remove = () =>
    act(async (idempotencyKey) => {
      if (!application) return;
      await call("applications:destroy", {
        query: { filterByTk: application.key, recursive: true },
        body: {},
        idempotencyKey,
      });
      close();
    });
  const title = application ? t("applications.home.changeTitle") : t("applications.home.newTitle");
  return (
    <Modal
      open
      title={title}
      onCancel={close}
      afterOpenChange={(open) => {
        if (open) form.getFieldInstance("title")?.focus();
      }}
      okText={application ? t("applications.save") : t("applications.home.create")}
      cancelText={t("applications.cancel")}
      okButtonProps={{ htmlType: "submit", form: "application-form", loading: busy }}
    >
      <Form<Values>
        id="application-form"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          title: application?.title ?? "",
          description: application?.description ?? "",
          icon: application?.icon ?? null,
        }}
        onFinish={(values) => {
          if (!busy) void save(values);
        }}
      >
        {failed !== undefined && (
          <Alert className="application-form-failed" type="error" showIcon title={explain(t, failed)} />
        )}
        <Form.Item
          name="title"
          label={t("applications.home.name")}
          rules={[{ required: true, whitespace: true, message: t("applications.home.nameMissing") }]}
        >
          <Input autoFocus maxLength={255} />
        </Form.Item>
        <Form.Item name="description" label={t("applications.home.description")}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <Form.Item name="icon" label={t("applications.home.icon")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "title" }}
            options={iconNames.map((n) => ({
              value: n,
              title: t(`applications.icons.${n}`),
              label: <IconLine name={n} />,
            }))}
          />
        </Form.Item>
        {application && (
          <Button danger type="text" onClick={() => setAsking(true)}>
            {t("applications.home.remove")}
          </Button>
        )}
      </Form>
      {asking && (
        <Confirm
          title={t("applications.home.remove")}
          question={t("applications.home.removeQuestion", { title: application?.title })}
          danger
          onYes={() => {
            setAsking(false);
            void remove();
          }}
          onNo={() => setAsking(false)}
        />
      )}
    </Modal>
  );
}

/** An icon with its name. */
export function IconLine({ name }: { name: (typeof iconNames)[number] }) {
  const { t } = useTranslation();
  const Icon = iconOf(name);
  return (
    <span className="icon-line">
      {Icon && <Icon aria-hidden />} {t(`applications.icons.${name}`)}
    </span>
  );
}
