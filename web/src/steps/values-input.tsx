import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Field } from "../api/types";
import { isRequired, writableFields } from "../records/kinds";
import { useCollection } from "./choose-model";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { asObject, type Config, withMember } from "./form-model";
import { ValueInput } from "./value-input";
import "./values-input.css";
import { fold } from "./variables";

/** The values of a record: those that it must have, and those that somebody adds. */
export default function ValuesInput({ value, onChange, siblings }: ControlProps) {
  const { collections } = useFormScope();
  const name = useCollection();
  const collection = collections.find((c) => c.name === name);
  const fields = collection ? writableFields(collection) : [];
  const isNew = !("filter" in siblings) && !("individualHooks" in siblings);
  return <Values fields={fields} value={asObject(value)} onChange={onChange} isNew={isNew} collection={name} />;
}

interface ValuesProps {
  fields: readonly Field[];
  value: Config;
  onChange: (value: unknown) => void;
  /** Whether the record is made, and so has to have certain values. */
  isNew: boolean;
  collection: string;
}

/** Values by the names of fields. */
export function Values({ fields, value, onChange, isNew, collection }: ValuesProps) {
  const { t } = useTranslation();
  const { readOnly, entryErrors } = useErrors();
  const must = (f: Field) => isNew && isRequired(f) && f.defaultValue === undefined && !f.autoIncrement;
  const shown = fields.filter((f) => must(f) || f.name in value);
  const lost = Object.keys(value).filter((name) => !fields.some((f) => f.name === name));
  const left = fields.filter((f) => !shown.includes(f)).map((f) => ({ value: f.name, label: fieldTitle(f) }));
  const put = (name: string, v: unknown) => onChange({ ...value, [name]: v === undefined ? null : v });
  const drop = (name: string) => onChange(withMember(value, name, undefined));
  if (!collection) return <p className="setting-help">{t("steps.form.firstCollection")}</p>;
  return (
    <div className="values">
      {shown.map((f) => (
        <div key={f.name} className="values-row">
          <span className="values-name">
            {fieldTitle(f)}
            {must(f) && <span className="setting-optional"> {t("steps.form.required")}</span>}
          </span>
          <ValueInput
            field={f}
            value={value[f.name] ?? undefined}
            onChange={(v) => put(f.name, v)}
            label={fieldTitle(f)}
          />
          {!readOnly && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              disabled={!(f.name in value)}
              aria-label={t("steps.form.removeValue", { name: fieldTitle(f) })}
              onClick={() => drop(f.name)}
            />
          )}
          {entryErrors(f.name).map((e) => (
            <p key={e} className="setting-errors">
              {e}
            </p>
          ))}
        </div>
      ))}
      {lost.map((name) => (
        <div key={name} className="values-row">
          <span className="values-name values-lost">{t("steps.form.gone", { name })}</span>
          <code className="values-old">{JSON.stringify(value[name])}</code>
          {!readOnly && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("steps.form.removeValue", { name })}
              onClick={() => drop(name)}
            />
          )}
        </div>
      ))}
      {!readOnly && left.length > 0 && (
        <Select
          className="values-add"
          aria-label={t("steps.form.addField")}
          placeholder={t("steps.form.addField")}
          showSearch={{ filterOption: (text, o) => fold(`${o?.label} ${o?.value}`).includes(fold(text)) }}
          options={left}
          value={null}
          onChange={(name: string | null) => name && onChange({ ...value, [name]: null })}
        />
      )}
    </div>
  );
}

/** The refusals that belong to one of the values. */
function useErrors() {
  const { errors, readOnly } = useFormScope();
  const entryErrors = (name: string) =>
    errors.filter((e) => e.field.endsWith(`.${name}`)).flatMap((e) => [...e.errors]);
  return { readOnly, entryErrors };
}
