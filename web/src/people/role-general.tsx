import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "../api/types";
import { isBuiltIn } from "../app/roles";
import { atFields } from "../ui/failures";
import { notify } from "../ui/notices";
import { destroyRole, holdersQuery, makeDefault, refreshPeople, updateRole } from "./data";
import type { PartProps } from "./role";
import { Said } from "./said";
import { roleTitle, root } from "./words";

/** What a role is called, whether new users get it, and its end. */
export function RoleGeneral({ role }: PartProps) {
  const { t } = useTranslation();
  if (role.name === root) return <p className="panel panel-pad people-reading">{t("people.role.root")}</p>;
  return (
    <div className="panel panel-pad people-parts">
      <Names role={role} />
      <section className="people-part">
        <h2>{t("people.role.forNew")}</h2>
        <ForNew role={role} />
      </section>
      <section className="people-part">
        <h2>{t("people.role.deleteTitle")}</h2>
        <Delete role={role} />
      </section>
    </div>
  );
}

interface Names {
  title: string;
  description: string;
}

function Names({ role }: { role: Role }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Names>();
  const save = useMutation({
    mutationFn: ({ title, description }: Names) =>
      updateRole(role.name, { title: title.trim(), description: description.trim() }),
    onSuccess: () => refreshPeople(queries),
    onError: (e) =>
      form.setFields(atFields(t, e, ["title"]).at.map(({ errors }) => ({ name: "title" as const, errors }))),
  });
  const whole = save.error && atFields(t, save.error, ["title"]).isWhole ? save.error : null;
  return (
    <Form
      form={form}
      className="people-form"
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      initialValues={{ title: role.title ?? role.name, description: role.description ?? "" }}
      onFinish={(values) => !save.isPending && save.mutate(values)}
      onValuesChange={() => save.reset()}
    >
      <Form.Item
        name="title"
        label={t("people.role.name")}
        rules={[{ required: true, whitespace: true, message: t("people.role.nameMissing") }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="description" label={t("people.role.description")} extra={t("people.role.descriptionHelp")}>
        <Input />
      </Form.Item>
      <p className="soft people-below">
        {t("people.role.key")} <code>{role.name}</code>
      </p>
      <Said error={whole} done={save.isSuccess && t("account.saved")} />
      <Button htmlType="submit" type="primary" loading={save.isPending}>
        {t("account.save")}
      </Button>
    </Form>
  );
}

function ForNew({ role }: { role: Role }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const save = useMutation({ mutationFn: () => makeDefault(role.name), onSuccess: () => refreshPeople(queries) });
  if (role.default) return <p className="soft">{t("people.role.isForNew")}</p>;
  return (
    <>
      <p className="soft">{t("people.role.notForNew")}</p>
      <Said error={save.error} />
      <div>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t("people.role.makeForNew")}
        </Button>
      </div>
    </>
  );
}

function Delete({ role }: { role: Role }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const holders = useQuery(holdersQuery(role.name)).data;
  const title = roleTitle(t, role);
  const remove = useMutation({
    mutationFn: () => destroyRole(role.name),
    onSuccess: async () => {
      notify({ tone: "good", text: t("people.role.deleted", { title }) });
      await navigate({ to: "/roles" });
      await refreshPeople(queries);
    },
  });
  if (isBuiltIn(role.name)) return <p className="soft">{t("people.role.builtIn")}</p>;
  if (role.default) return <p className="soft">{t("people.role.defaultStays")}</p>;
  return (
    <>
      <div>
        <Button danger onClick={() => setAsked(true)}>
          {t("people.role.delete")}
        </Button>
      </div>
      <Modal
        open={asked}
        title={t("people.role.deleteAsk", { title })}
        okText={t("people.role.delete")}
        okButtonProps={{ danger: true }}
        cancelText={t("people.cancel")}
        confirmLoading={remove.isPending}
        onOk={() => remove.mutate()}
        onCancel={() => setAsked(false)}
        afterClose={() => remove.reset()}
      >
        <ul className="people-means">
          {holders !== undefined && <li>{t("people.role.deleteHolders", { count: holders })}</li>}
          <li>{t("people.role.deletePages")}</li>
          <li>{t("people.role.deleteRules")}</li>
        </ul>
        <Said error={remove.error} />
      </Modal>
    </>
  );
}
