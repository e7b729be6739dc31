import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../ui/lazily";
import type { CellProps } from "./cell-props";

const CellEditor = lazily(async () => (await import("./cell-editor")).CellEditor);

/** A value that is edited where it stands: Enter saves, Escape leaves it as it was. */
export function EditableCell(props: CellProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (!editing && wasOpen.current) opener.current?.focus();
    wasOpen.current = editing;
  }, [editing]);
  if (editing) return <CellEditor {...props} close={() => setEditing(false)} />;
  return (
    <button ref={opener} type="button" className="editable-cell" onClick={() => setEditing(true)}>
      <span className="visually-hidden">
        {t("applications.cell.edit", { field: props.label, record: props.about })}
      </span>
      {props.children}
      <EditOutlined className="editable-cell-icon" aria-hidden />
    </button>
  );
}
