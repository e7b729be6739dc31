import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import { Button, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { FieldInput } from "../records/field-input";
import { Unreadable } from "../records/input";
import { writableFields } from "../records/kinds";
import { submitted } from "../records/record";
import "./bulk-edit.css";
import { usePage } from "./page-context";

interface BulkEditProps {
  title: string;
  count: number;
  collection: Collection;
  onSubmit: (values: Record<string, unknown>) => void;
  onClose: () => void;
}

/** Asks which fields of the chosen records get which values. What is not named stays as it is. */
export function BulkEdit({ title, count, collection, onSubmit, onClose }: BulkEditProps) {
  const { t } = useTranslation();
  const { collections } = usePage();
  const fields = writableFields(collection);
  const [values, setValues] = useState<ReadonlyMap<string, unknown>>(new Map());
  const left = fields.filter((f) => !values.has(f.name));
  const set = (name: string, value: unknown) => setValues(new Map(values).set(name, value));
  const drop = (name: string) => setValues(new Map([...values].filter(([n]) => n !== name)));
  const bad = [...values.values()].some((v) => v instanceof Unreadable);
  const submit = () => {
    const named = fields.filter((f) => values.has(f.name));
    onSubmit(Object.fromEntries(named.map((f) => [f.name, submitted(f, values.get(f.name), collections)])));
  };
  return (
    <Modal
      open
      title={title}
      okText={t("applications.bulk.submit", { count })}
      cancelText={t("applications.cancel")}
      okButtonProps={{ disabled: values.size === 0 || bad }}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="bulk-edit">
        <p className="soft">{t("applications.bulk.intro", { count })}</p>
        {fields
          .filter((f) => values.has(f.name))
          .map((field) => (
            <Line key={field.name} field={field} value={values.get(field.name)} set={set} drop={drop} />
          ))}
        {left.length > 0 && (
          <Select
            aria-label={t("applications.bulk.add")}
            placeholder={t("applications.bulk.add")}
            value={null}
            options={left.map((f) => ({ value: f.name, label: fieldTitle(f) }))}
            showSearch={{ optionFilterProp: "label" }}
            onChange={(name: string | null) => name && set(name, null)}
          />
        )}
      </div>
    </Modal>
  );
}

interface LineProps {
  field: Field;
  value: unknown;
  set: (name: string, value: unknown) => void;
  drop: (name: string) => void;
}

function Line({ field, value, set, drop }: LineProps) {
  const { t } = useTranslation();
  const { collections } = usePage();
  const id = useId();
  const title = fieldTitle(field);
  return (
    <div className="bulk-edit-line">
      <label htmlFor={id}>{title}</label>
      <FieldInput
        id={id}
        field={field}
        value={value}
        collections={collections}
        clearable
        onChange={(v) => set(field.name, v)}
      />
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={t("applications.bulk.drop", { field: title })}
        onClick={() => drop(field.name)}
      />
    </div>
  );
}
