import { useNavigate } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { receiptCode, receiptOf } from "./code";

/** Opens an action by the short code that the app shows with it. */
export function FindReceipt() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const name = useId();
  return (
    <Form<{ code: string }>
      name={name}
      layout="inline"
      className="find-receipt"
      onFinish={({ code }) => {
        const id = receiptOf(code);
        if (id !== undefined) void navigate({ to: "/receipts/$id", params: { id: receiptCode(id) } });
      }}
      validateTrigger="onSubmit"
    >
      <Form.Item
        name="code"
        label={t("receipt.code")}
        rules={[
          {
            validator: async (_, value: string | undefined) => {
              if (receiptOf(value ?? "") === undefined) throw new Error(t("receipt.codeWrong"));
            },
          },
        ]}
      >
        <Input placeholder="0000-0000-0000" autoComplete="off" autoCapitalize="characters" spellCheck={false} />
      </Form.Item>
      <Button htmlType="submit">{t("receipt.open")}</Button>
    </Form>
  );
}
