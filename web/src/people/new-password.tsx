import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { suggestPassword } from "./suggest";

/** A field for a password that somebody sets for another one: it is seen, because it has to be handed on. */
export function NewPassword({ label, suggest }: { label: string; suggest: (password: string) => void }) {
  const { t } = useTranslation();
  return (
    <Form.Item label={label} required htmlFor="people-password" extra={t("people.user.passwordHelp")}>
      <div className="people-password">
        <Form.Item name="password" noStyle rules={[{ required: true, message: t("account.newMissing") }]}>
          <Input id="people-password" className="people-secret" autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Button onClick={() => suggest(suggestPassword())}>{t("people.user.suggest")}</Button>
      </div>
    </Form.Item>
  );
}
