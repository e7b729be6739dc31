import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Role } from "../api/types";
import { useAct } from "../collections/act";
import { atFields } from "../ui/failures";
import { createRole, refreshPeople } from "./data";
import { roleKey } from "./role-key";
import { Said } from "./said";
import { roleTitle, root } from "./words";

interface Values {
  title: string;
  description?: string;
  like: string;
}

interface NewRoleProps {
  roles: readonly Role[];
  close: () => void;
  done: (name: string) => void;
}

/** Makes a role: an empty one, or one that may do what another may. */
export function NewRole({ roles, close, done }: NewRoleProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const act = useAct();
  const taken = new Set(roles.flatMap((r) => [r.title?.toLowerCase(), roleTitle(t, r).toLowerCase()]));
  const create = useMutation({
    mutationFn: (values: Values) => {
      const like = roles.find((r) => r.name === values.like);
      const title = values.title.trim();
      const name = roleKey(
        title,
        roles.map((r) => r.name),
      );
      const body = { ...(name && { name }), title, description: values.description?.trim() || null };
      return createRole(body, like, act.key({ ...body, like: values.like }));
    },
    onSuccess: async ({ name }) => {
      act.answered();
      await refreshPeople(queries);
      done(name);
    },
    onError: (e) => {
      act.answered(e);
      const { at } = atFields(t, e, ["title"]);
      form.setFields(at.map(({ errors }) => ({ name: "title" as const, errors })));
    },
  });
  const whole = create.error && atFields(t, create.error, ["title"]).isWhole ? create.error : null;
  return (
    <Modal
      open
      title={t("people.roles.add")}
      okText={t("people.roles.create")}
      cancelText={t("people.cancel")}
      confirmLoading={create.isPending}
      onOk={form.submit}
      onCancel={close}
    >
      <Form
        form={form}
        layout="vertical"
        validateTrigger="onSubmit"
        initialValues={{ title: "", like: "" }}
        onFinish={(values) => !create.isPending && create.mutate(values)}
        onValuesChange={() => create.reset()}
      >
        <Form.Item
          name="title"
          label={t("people.role.name")}
          rules={[
            { required: true, whitespace: true, message: t("people.role.nameMissing") },
            {
              validator: async (_, value?: string) => {
                if (value && taken.has(value.trim().toLowerCase())) throw new Error(t("people.role.nameTaken"));
              },
            },
          ]}
        >
          <Input autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item name="description" label={t("people.role.description")} extra={t("people.role.descriptionHelp")}>
          <Input />
        </Form.Item>
        <Form.Item name="like" label={t("people.roles.like")} extra={t("people.roles.likeHelp")}>
          <Select
            options={[
              { value: "", label: t("people.roles.likeNone") },
              ...roles.filter((r) => r.name !== root).map((r) => ({ value: r.name, label: roleTitle(t, r) })),
            ]}
          />
        </Form.Item>
        <Said error={whole} />
      </Form>
    </Modal>
  );
}
