import MoreOutlined from "@ant-design/icons/es/icons/MoreOutlined";
import { useRouter } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { Act } from "./dialogs";
import type { Row } from "./filters";

const acts = ["rename", "duplicate", "categories", "delete"] as const;

/** What else can be done with a workflow. */
export function RowMenu({ row, onAct }: { row: Row; onAct: (act: Act) => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const { workflow: w } = row;
  return (
    <Dropdown
      trigger={["click"]}
      autoFocus
      placement="bottomRight"
      menu={{
        items: [
          { key: "open", label: t("workflows.acts.open") },
          { key: "runs", label: t("workflows.acts.runs") },
          { type: "divider" },
          ...acts.map((key) => ({ key, label: t(`workflows.acts.${key}`), danger: key === "delete" })),
        ],
        onClick: ({ key }) => {
          if (key === "open") void router.navigate({ href: `/workflows/${w.id}` });
          if (key === "runs") void router.navigate({ href: `/runs?workflow=${encodeURIComponent(w.key)}` });
          const act = acts.find((a) => a === key);
          if (act) onAct({ name: act, row });
        },
      }}
    >
      <Button
        type="text"
        icon={<MoreOutlined />}
        id={`workflow-more-${w.key}`}
        aria-haspopup="menu"
        aria-label={t("workflows.more", { title: w.title || w.key })}
      />
    </Dropdown>
  );
}
