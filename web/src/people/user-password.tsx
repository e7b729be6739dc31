import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import type { User } from "../api/types";
import { atFields } from "../ui/failures";
import { type UserValues, updateUser } from "./data";
import { NewPassword } from "./new-password";
import { Said } from "./said";
import { asFields, userCodes, userFields } from "./user-fields";
import { userName } from "./words";

/** Gives a user a new password. One's own is changed where the old one is asked for. */
export function UserPassword({ user, me }: { user: User; me: Me }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<UserValues>();
  const set = useMutation({
    mutationFn: ({ password }: UserValues) => updateUser(user.id, { password }),
    onSuccess: () => {
      form.resetFields();
      setOpen(false);
    },
    onError: (e) => form.setFields(asFields(atFields(t, e, userFields, userCodes).at)),
  });
  if (user.id === me.user.id) return <Link to="/account">{t("people.user.ownPassword")}</Link>;
  const whole = set.error && atFields(t, set.error, userFields, userCodes).isWhole ? set.error : null;
  if (!open)
    return (
      <div className="people-stack">
        <Said error={null} done={set.isSuccess && t("people.user.passwordSet", { name: userName(user) })} />
        <div>
          <Button onClick={() => setOpen(true)}>{t("people.user.setPassword")}</Button>
        </div>
      </div>
    );
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      onFinish={(values) => !set.isPending && set.mutate(values)}
      onValuesChange={() => set.reset()}
    >
      <NewPassword
        label={t("account.newPassword")}
        suggest={(password) => {
          form.setFieldsValue({ password });
          form.setFields([{ name: "password", errors: [] }]);
        }}
      />
      <p className="soft people-below">{t("people.user.passwordMeans")}</p>
      <Said error={whole} />
      <div className="people-buttons">
        <Button htmlType="submit" type="primary" loading={set.isPending}>
          {t("people.user.setPassword")}
        </Button>
        <Button onClick={() => setOpen(false)}>{t("people.cancel")}</Button>
      </div>
    </Form>
  );
}
