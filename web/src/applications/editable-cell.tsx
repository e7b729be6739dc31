import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, Field } from "../api/types";
import type { Key } from "../records/record";
import { lazily } from "../ui/lazily";

const CellEditor = lazily(async () => (await import("./cell-editor")).CellEditor);

export interface CellProps {
  /** Where it is told what came of it: the block. */
  place: string;
  collection: Collection;
  field: Field;
  id: Key;
  value: unknown;
  titleField: string | undefined;
  /** What the record and the column are called. */
  about: string;
  label: string;
  children: ReactNode;
}

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
