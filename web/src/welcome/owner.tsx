import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, type InputRef, Select } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "../app/choosers";
import { language, languages } from "../app/i18n";
import { chosenLanguage } from "../app/preferences";
import { useStore } from "../app/store";
import { atFields, explain } from "../ui/failures";
import { PasswordEntry } from "../ui/password-entry";
import { makeOwner, type Owner } from "./api";

const fields = ["nickname", "email", "password"] as const;
const codes = {
  INVALID_EMAIL: "email",
  UNIQUE_VIOLATION: "email",
  PASSWORD_TOO_SHORT: "password",
  PASSWORD_TOO_LONG: "password",
  PASSWORD_TOO_COMMON: "password",
};

/** Asks who owns the server. */
export function OwnerForm({ code, onDone }: { code: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Owner>();
  const spoken = useStore(language)?.code ?? "";
  const name = useRef<InputRef>(null);
  const changed = useRef("");
  const make = useMutation({
    mutationFn: async (owner: Owner) => {
      await makeOwner(code, { ...owner, nickname: owner.nickname.trim(), email: owner.email.trim() }, spoken, changed);
      chosenLanguage.set(spoken);
    },
    onSuccess: onDone,
    onError: (e) => {
      const { at } = atFields(t, e, fields, codes);
      form.setFields(at.flatMap((f) => fields.filter((n) => n === f.name).map((n) => ({ name: n, errors: f.errors }))));
    },
  });
  useEffect(() => name.current?.focus(), []);
  const whole = make.error && atFields(t, make.error, fields, codes).isWhole ? make.error : null;
  return (
    <section className="welcome-card" aria-labelledby="welcome-owner">
      <p className="welcome-step soft">{t("welcome.step", { step: 1, steps: 2 })}</p>
      <h1 id="welcome-owner">{t("welcome.ownerTitle")}</h1>
      <p className="soft">{t("welcome.ownerIntro")}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        validateTrigger="onSubmit"
        initialValues={{ nickname: "", email: "", password: "" }}
        onFinish={(values) => {
          if (!make.isPending) make.mutate(values);
        }}
      >
        {whole && <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, whole)} />}
        <Form.Item label={t("language")} htmlFor="welcome-language">
          <Select
            id="welcome-language"
            value={spoken}
            options={languages.map((l) => ({ value: l.code, label: l.name }))}
            onChange={chooseLanguage}
          />
        </Form.Item>
        <Form.Item
          name="nickname"
          label={t("welcome.name")}
          rules={[{ required: true, whitespace: true, message: t("welcome.nameMissing") }]}
        >
          <Input ref={name} autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="email"
          label={t("welcome.email")}
          extra={t("welcome.emailHelp")}
          rules={[{ required: true, whitespace: true, message: t("welcome.emailMissing") }]}
        >
          <Input type="email" autoComplete="email" inputMode="email" />
        </Form.Item>
        <PasswordEntry
          name="password"
          label={t("welcome.password")}
          help={t("welcome.passwordHelp")}
          missing={t("welcome.passwordMissing")}
        />
        <Button type="primary" htmlType="submit" block loading={make.isPending}>
          {t("welcome.next")}
        </Button>
      </Form>
    </section>
  );
}
