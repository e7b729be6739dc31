import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import { isSortable } from "../records/kinds";
import { useCollection } from "./choose-model";
import type { ControlProps } from "./control-props";
import { fieldsOf, useFormScope } from "./form-context";
import { asObject } from "./form-model";
import "./values-input.css";

interface Order {
  field: string;
  direction: "asc" | "desc";
}

/** The order of records: by one field after another. */
export default function SortInput({ value, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { collections, readOnly } = useFormScope();
  const fields = fieldsOf(collections, useCollection()).filter((f) => isSortable(f) && !f.hidden);
  const list = Array.isArray(value) ? value.map(read) : [];
  const put = (next: Order[]) => onChange(next.length > 0 ? next : undefined);
  const title = (name: string) => {
    const field = fields.find((f) => f.name === name);
    return field ? fieldTitle(field) : name;
  };
  const left = fields.filter((f) => !list.some((o) => o.field === f.name));
  return (
    <div className="values">
      {list.map((o, i) => (
        <div key={o.field} className="values-row">
          <span className="values-name">{title(o.field)}</span>
          <Select
            aria-label={t("steps.sort.direction", { name: title(o.field) })}
            value={o.direction}
            options={(["asc", "desc"] as const).map((v) => ({ value: v, label: t(`steps.sort.${v}`) }))}
            onChange={(direction) => put(list.with(i, { ...o, direction }))}
            disabled={readOnly ?? false}
          />
          {!readOnly && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("steps.form.removeValue", { name: title(o.field) })}
              onClick={() => put(list.toSpliced(i, 1))}
            />
          )}
        </div>
      ))}
      {!readOnly && left.length > 0 && (
        <Select
          className="values-add"
          aria-label={t("steps.sort.add")}
          placeholder={t("steps.sort.add")}
          showSearch={{ optionFilterProp: "label" }}
          options={left.map((f) => ({ value: f.name, label: fieldTitle(f) }))}
          value={null}
          onChange={(field: string | null) => field && put([...list, { field, direction: "asc" }])}
        />
      )}
    </div>
  );
}

/** A sort key as it may be stored: {field, direction}, or "-field". */
function read(v: unknown): Order {
  if (typeof v === "string") {
    return v.startsWith("-") ? { field: v.slice(1), direction: "desc" } : { field: v, direction: "asc" };
  }
  const { field, direction } = asObject(v);
  return { field: String(field ?? ""), direction: direction === "desc" ? "desc" : "asc" };
}
