import CheckOutlined from "@ant-design/icons/es/icons/CheckOutlined";
import CopyOutlined from "@ant-design/icons/es/icons/CopyOutlined";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Puts a text into the clipboard and says so. Browsers offer it on safe connections only. */
export function CopyButton({ text, label }: { text: () => string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  if (!navigator.clipboard) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
  };
  return (
    <Button
      type="text"
      size="small"
      icon={copied ? <CheckOutlined /> : <CopyOutlined />}
      aria-label={copied ? t("states.copied") : label}
      title={label}
      onClick={copy}
    />
  );
}

/** A code that people pass on, with a button that copies it. */
export function Copyable({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <span className="copyable">
      <code>{text}</code>
      <CopyButton text={() => text} label={t("runs.copy", { text })} />
    </span>
  );
}
