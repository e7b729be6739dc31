import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, type InputRef } from "antd";
import { type ChangeEvent, type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
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
  const [values, setValues] = useState<Values>({ account, password: "" });
  const [errors, setErrors] = useState<Partial<Values>>({});
  const first = useRef<InputRef>(null);
  const password = useRef<InputRef>(null);
  const attempt = useMutation({
    mutationFn: async (values: Values) => onSignedIn(await signIn(values.account.trim(), values.password)),
    onError: (e) => {
      if (!isWrong(e)) return;
      setErrors({ password: t("errors.INVALID_CREDENTIALS") });
      password.current?.focus({ cursor: "all" });
    },
  });
  useEffect(() => {
    (account ? password : first).current?.focus();
  }, [account]);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (attempt.isPending) return;
    const missing = {
      ...(!values.account.trim() && { account: t("signIn.accountMissing") }),
      ...(!values.password && { password: t("signIn.passwordMissing") }),
    };
    setErrors(missing);
    if (missing.account) first.current?.focus();
    else if (missing.password) password.current?.focus();
    else attempt.mutate(values);
  };
  const failure = attempt.error && !isWrong(attempt.error) ? attempt.error : null;
  const field = (name: keyof Values) => ({
    id: name,
    value: values[name],
    onChange: (e: ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: e.target.value }),
    ...(errors[name] && { status: "error" as const, "aria-invalid": true, "aria-describedby": `${name}-error` }),
  });
  return (
    <form className="plain-form" noValidate onSubmit={submit}>
      {failure ? (
        <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, failure)} />
      ) : (
        notice && <Alert className="form-alert" type="info" showIcon role="status" title={notice} />
      )}
      <Field name="account" label={t("signIn.account")} error={errors.account}>
        <Input ref={first} autoComplete="username" autoCapitalize="none" spellCheck={false} {...field("account")} />
      </Field>
      <Field name="password" label={t("signIn.password")} error={errors.password}>
        <Password ref={password} autoComplete="current-password" {...field("password")} />
      </Field>
      <Button type="primary" htmlType="submit" block loading={attempt.isPending}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  error: string | undefined;
  children: ReactNode;
}

/** A field with its label and what is wrong with it. antd's Form would be the heaviest thing on the first page. */
function Field({ name, label, error, children }: FieldProps) {
  return (
    <div className="plain-field">
      <label htmlFor={name}>{label}</label>
      {children}
      <div id={`${name}-error`} className="plain-field-error" role="alert">
        {error}
      </div>
    </div>
  );
}

function isWrong(e: unknown): boolean {
  return e instanceof ApiError && e.code === "INVALID_CREDENTIALS";
}
