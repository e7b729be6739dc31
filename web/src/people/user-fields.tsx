import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { UserValues } from "./data";

/** The fields that a refusal can belong to. */
export const userFields = ["nickname", "username", "email", "phone", "password"] as const;
export type UserField = (typeof userFields)[number];

/** The fields of a refusal as a form knows them. */
export function asFields(at: readonly { name: string; errors: string[] }[]) {
  return at.flatMap(({ name, errors }) => {
    const field = userFields.find((f) => f === name);
    return field ? [{ name: field, errors }] : [];
  });
}

export const userCodes: Record<string, UserField> = {
  INVALID_USERNAME: "username",
  INVALID_EMAIL: "email",
  PASSWORD_TOO_SHORT: "password",
  PASSWORD_TOO_LONG: "password",
  PASSWORD_TOO_COMMON: "password",
};

/** Values as the API takes them: what is empty is empty, not left out. */
export function trimmed({ nickname, username, email, phone }: UserValues): UserValues {
  return {
    nickname: nickname?.trim() ?? "",
    username: username?.trim() ?? "",
    email: email?.trim() ?? "",
    ...(phone !== undefined && { phone: phone.trim() }),
  };
}

/** What a person is called and signs in with. */
export function UserFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="nickname" label={t("account.nickname")} extra={t("account.nicknameHelp")}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="username"
        label={t("people.user.username")}
        dependencies={["email"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value?: string) => {
              if (!value?.trim() && !getFieldValue("email")?.trim()) throw new Error(t("people.user.nameMissing"));
            },
          }),
        ]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="email" label={t("people.user.email")} extra={t("people.user.namesHelp")}>
        <Input type="email" autoComplete="off" />
      </Form.Item>
    </>
  );
}
