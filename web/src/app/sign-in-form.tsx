import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { signIn } from "../api/calls";
import { ApiError } from "../api/errors";
import type { SignIn } from "../api/types";
import { explain } from "../ui/failures";
import { Password } from "../ui/password";

interface Values {
  account: string;
  password: string;
}

interface SignInFormProps {
  /** The account to start with; the password is then the first thing to type. */
  account?: string;
  /** Something to say above the fields, until the next try. */
  notice?: string | undefined;
  /** Takes the new session; what it throws is shown like a refusal. */
  onSignedIn: (session: SignIn) => void | Promise<void>;
}

/** Asks for account and password and says at the fields what is wrong with them. */
export function SignInForm({ account = "", notice, onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const first = useRef<InputRef>(null);
  const password = useRef<InputRef>(null);
  const attempt = useMutation({
    mutationFn: async (values: Values) => onSignedIn(await signIn(values.account.trim(), values.password)),
    onError: (e) => {
      if (!isWrong(e)) return;
      form.setFields([{ name: "password", errors: [t("errors.INVALID_CREDENTIALS")] }]);
      password.current?.focus({ cursor: "all" });
    },
  });
  useEffect(() => {
    (account ? password : first).current?.focus();
  }, [account]);
  const failure = attempt.error && !isWrong(attempt.error) ? attempt.error : null;
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ account, password: "" }}
      onFinish={(values) => {
        if (!attempt.isPending) attempt.mutate(values);
      }}
      onFinishFailed={({ errorFields }) => {
        const name = errorFields[0]?.name[0];
        (name === "password" ? password : first).current?.focus();
      }}
      validateTrigger="onSubmit"
    >
      {failure ? (
        <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, failure)} />
      ) : (
        notice && <Alert className="form-alert" type="info" showIcon role="status" title={notice} />
      )}
      <Form.Item
        name="account"
        label={t("signIn.account")}
        rules={[{ required: true, whitespace: true, message: t("signIn.accountMissing") }]}
      >
        <Input ref={first} autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("signIn.password")}
        rules={[{ required: true, message: t("signIn.passwordMissing") }]}
      >
        <Password ref={password} autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={attempt.isPending}>
        {t("signIn.submit")}
      </Button>
    </Form>
  );
}

function isWrong(e: unknown): boolean {
  return e instanceof ApiError && e.code === "INVALID_CREDENTIALS";
}
