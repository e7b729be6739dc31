import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { FieldInput, kindOf } from "../records";
import { Entry } from "./entry";

interface BulkValuesProps {
  fields: readonly Field[];
  collections: readonly Collection[];
  /** The values by the names of their fields, in the order in which they were named. */
  values: ReadonlyMap<string, unknown>;
  disabled: boolean;
  errorOf: (field: Field) => string | undefined;
  onChange: (values: ReadonlyMap<string, unknown>) => void;
}

/** The fields that get a value. What is not named stays as it is. */
export function BulkValues({ fields, collections, values, disabled, errorOf, onChange }: BulkValuesProps) {
  const { t } = useTranslation();
  const named = [...values.keys()].flatMap((name) => fields.find((f) => f.name === name) ?? []);
  const left = fields.filter((f) => !values.has(f.name));
  const set = (name: string, value: unknown) => onChange(new Map(values).set(name, value));
  const drop = (name: string) => {
    onChange(new Map([...values].filter(([n]) => n !== name)));
    document.getElementById("bulk-change-add")?.focus();
  };
  return (
    <>
      {named.map((field) => (
        <div key={field.name} className="bulk-change-line">
          <Entry label={fieldTitle(field)} error={errorOf(field)}>
            {(entry) => (
              <FieldInput
                autoFocus
                id={entry.id}
                aria-describedby={entry["aria-describedby"]}
                invalid={entry["aria-invalid"]}
                field={field}
                collections={collections}
                disabled={disabled}
                value={values.get(field.name)}
                onChange={(value) => set(field.name, value)}
              />
            )}
          </Entry>
          <Button
            type="text"
            icon={<CloseOutlined />}
            disabled={disabled}
            aria-label={t("collections.bulk.drop", { title: fieldTitle(field) })}
            onClick={() => drop(field.name)}
          />
        </div>
      ))}
      {left.length > 0 && (
        <Select<string | null>
          id="bulk-change-add"
          className="bulk-change-add"
          aria-label={t(named.length > 0 ? "collections.bulk.another" : "collections.bulk.field")}
          placeholder={t(named.length > 0 ? "collections.bulk.another" : "collections.bulk.field")}
          value={null}
          disabled={disabled}
          options={left.map((f) => ({ value: f.name, label: fieldTitle(f) }))}
          showSearch={{ optionFilterProp: "label" }}
          onChange={(name) => {
            const field = left.find((f) => f.name === name);
            if (field) set(field.name, kindOf(field) === "boolean" ? false : null);
          }}
        />
      )}
    </>
  );
}
