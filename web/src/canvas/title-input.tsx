import { Input } from "antd";
import { useTranslation } from "react-i18next";

/** A title in its place: Enter keeps it, Escape does not. */
export function TitleInput({ title, done }: { title: string; done: (typed: string | undefined) => void }) {
  const { t } = useTranslation();
  return (
    <Input
      className="nodrag nopan"
      size="small"
      autoFocus
      defaultValue={title}
      maxLength={255}
      aria-label={t("canvas.rename")}
      onFocus={(e) => e.target.select()}
      onKeyDown={(e) => {
        e.stopPropagation();
        if (e.key === "Enter") e.preventDefault(); // else it presses what gets the focus next
        if (e.key === "Enter") done(e.currentTarget.value.trim());
        if (e.key === "Escape") done(undefined);
      }}
      onBlur={(e) => done(e.target.value.trim())}
    />
  );
}
