import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type NewAccount, signIn, signUp } from "../api/calls";
import type { SignIn } from "../api/types";
import { atFields, explain } from "../ui/failures";
import { PasswordEntry } from "../ui/password-entry";

const fields = ["nickname", "email", "password"] as const;
const codes = {
  INVALID_EMAIL: "email",
  UNIQUE_VIOLATION: "email",
  PASSWORD_TOO_SHORT: "password",
  PASSWORD_TOO_LONG: "password",
  PASSWORD_TOO_COMMON: "password",
};

/** Lets people make their own account, where the settings allow it, and signs them in. */
export default function SignUpForm({ onSignedIn }: { onSignedIn: (session: SignIn) => void | Promise<void> }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<NewAccount>();
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const attempt = useMutation({
    mutationFn: async ({ nickname, email, password }: NewAccount) => {
      await signUp({ nickname: nickname.trim(), email: email.trim(), password });
      return onSignedIn(await signIn(email.trim(), password));
    },
    onError: (e) =>
      form.setFields(
        atFields(t, e, fields, codes).at.flatMap(({ name, errors }) =>
          fields.filter((f) => f === name).map((f) => ({ name: f, errors })),
        ),
      ),
  });
  const whole = attempt.error && atFields(t, attempt.error, fields, codes).isWhole ? attempt.error : null;
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      initialValues={{ nickname: "", email: "", password: "" }}
      onFinish={(values) => !attempt.isPending && attempt.mutate(values)}
    >
      {whole && <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, whole)} />}
      <Form.Item name="nickname" label={t("account.nickname")} extra={t("account.nicknameHelp")}>
        <Input ref={first} autoComplete="name" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t("signIn.email")}
        rules={[{ required: true, whitespace: true, message: t("signIn.emailMissing") }]}
      >
        <Input type="email" autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <PasswordEntry
        name="password"
        label={t("signIn.password")}
        help={t("account.newHelp")}
        missing={t("signIn.passwordMissing")}
      />
      <Button type="primary" htmlType="submit" block loading={attempt.isPending}>
        {t("signIn.create")}
      </Button>
    </Form>
  );
}
