import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ToneIcon } from "../ui/tag";

interface LineProps {
  name: string;
  /** What else is to be known of it. */
  more?: ReactNode;
  wrong?: boolean;
  open: () => void;
  remove?: () => void;
}

/** An entry of a list of what a page is made of: it opens its settings, and can be taken out. */
export function Line({ name, more, wrong, open, remove }: LineProps) {
  const { t } = useTranslation();
  return (
    <div className="line">
      <button type="button" className="line-open" onClick={open}>
        <span>
          {name} {wrong && <ToneIcon tone="attention" />}
          {wrong && <span className="visually-hidden">{t("designer.problems.here")}</span>}
        </span>
        {more && <span className="line-more">{more}</span>}
      </button>
      {remove && (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t("designer.frame.remove", { name })}
          onClick={remove}
        />
      )}
    </div>
  );
}
