import DownOutlined from "@ant-design/icons/es/icons/DownOutlined";
import { Dropdown, type MenuProps } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { ExtentMark, extentWord, limits } from "./extent";
import { type Cell, type Extent, isNewData, type Permission } from "./permissions";

interface ChoiceProps {
  id?: string;
  permission: Permission;
  cell: Cell;
  /** What it is about, for those who do not see the row. */
  label: string;
  busy: boolean;
  /** Whether there can be own records: the collection knows who made them. */
  mayOwn: boolean;
  choose: (extent: Exclude<Extent, "custom">) => void;
  /** Opens what limits it to fields or by a condition; where that is possible. */
  limit?: () => void;
}

/** One cell: how far a permission goes, and a menu to change it. */
export function Choice({ id, permission, cell, label, busy, mayOwn, choose, limit }: ChoiceProps) {
  const { t } = useTranslation();
  const about = useId();
  const limited = limits(t, cell);
  const plain = (["none", "own", "all"] as const).filter((extent) => extent !== "own" || !isNewData(permission));
  const items: MenuProps["items"] = plain.map((extent) => ({
    key: extent,
    label: <Item extent={extent} permission={permission} mayOwn={mayOwn} />,
    disabled: extent === "own" && !mayOwn,
  }));
  // Starting a workflow with a new record has nothing to be limited to.
  if (limit && permission !== "triggerNew") {
    items.push({ key: "custom", label: <Item extent="custom" permission={permission} mayOwn /> });
  }
  return (
    <Dropdown
      trigger={["click"]}
      autoFocus
      disabled={busy}
      menu={{
        items,
        selectable: true,
        selectedKeys: [cell.extent],
        onClick: ({ key }) => {
          const extent = plain.find((e) => e === key);
          if (extent) choose(extent);
          else limit?.();
        },
      }}
    >
      <button
        type="button"
        {...(id && { id })}
        className={`people-cell people-cell-${cell.extent} people-cell-by-${cell.source}`}
        aria-haspopup="menu"
        aria-disabled={busy}
        aria-label={t("people.data.cell", {
          what: label,
          action: t(`people.permissions.${permission}`),
          extent: extentWord(t, permission, cell.extent),
        })}
        aria-describedby={about}
        title={limited || undefined}
      >
        <ExtentMark permission={permission} extent={cell.extent} />
        <DownOutlined className="people-cell-more" aria-hidden />
        <span id={about} className="visually-hidden">
          {[limited, cell.source === "own" ? t("people.data.own") : t("people.data.byDefault")]
            .filter(Boolean)
            .join(". ")}
        </span>
      </button>
    </Dropdown>
  );
}

function Item({ extent, permission, mayOwn }: { extent: Extent; permission: Permission; mayOwn: boolean }) {
  const { t } = useTranslation();
  if (extent === "own" && !mayOwn) return <>{t("people.extents.ownImpossible")}</>;
  if (extent === "custom") return <>{t("people.extents.limit")}</>;
  if (extent === "all" && isNewData(permission)) return <>{t("people.extents.yes")}</>;
  return <>{extent === "none" ? t("people.extents.none") : t(`people.extents.${extent}Records`)}</>;
}
