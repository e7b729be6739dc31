import { Button, Checkbox, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection } from "../api/types";
import { shownFields, writableFields } from "../records/kinds";
import type { Permission } from "./permissions";

interface FieldChoiceProps {
  /** The id of what names it. */
  label: string;
  collection: Collection;
  permission: Permission;
  /** Null for all. */
  value: readonly string[] | null;
  onChange: (fields: readonly string[] | null) => void;
}

/** What can always be read: by it records are told apart, and their age and owner known. */
const always = ["createdAt", "updatedAt", "createdById"];

/** All fields of a collection, or some of them. */
export function FieldChoice({ label, collection, permission, value, onChange }: FieldChoiceProps) {
  const { t } = useTranslation();
  const shown =
    permission === "view"
      ? shownFields(collection).filter((f) => !f.primaryKey && !always.includes(f.name))
      : writableFields(collection);
  const names = shown.map((f) => f.name);
  // What is not shown here, such as the column of a relation, stays as it is.
  const others = value?.filter((name) => !names.includes(name)) ?? [];
  return (
    <>
      <Radio.Group
        vertical
        aria-labelledby={label}
        value={value === null ? "all" : "some"}
        onChange={(e) => onChange(e.target.value === "all" ? null : names)}
        options={[
          { value: "all", label: t("people.cell.allFields") },
          { value: "some", label: t("people.cell.someFields") },
        ]}
      />
      {value !== null && (
        <div className="people-fields">
          <div className="people-buttons">
            <Button size="small" onClick={() => onChange([...others, ...names])}>
              {t("people.cell.selectAll")}
            </Button>
            <Button size="small" onClick={() => onChange(others)}>
              {t("people.cell.selectNone")}
            </Button>
          </div>
          <Checkbox.Group
            className="people-field-list"
            value={value.filter((name) => names.includes(name))}
            options={shown.map((f) => ({ value: f.name, label: fieldTitle(f) }))}
            onChange={(chosen) => onChange([...others, ...chosen])}
          />
          {permission === "view" && <p className="soft">{t("people.cell.alwaysRead")}</p>}
        </div>
      )}
    </>
  );
}
