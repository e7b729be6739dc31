import FieldBinaryOutlined from "@ant-design/icons/es/icons/FieldBinaryOutlined";
import FunctionOutlined from "@ant-design/icons/es/icons/FunctionOutlined";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../api/types";
import { FieldInput } from "../records/field-input";
import { kindOf } from "../records/kinds";
import { useFormScope } from "./form-context";
import { TemplateText } from "./template-text";
import { hasVariable, typed } from "./variables";

interface ValueInputProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  label: string;
  /** The field by which a picked record is stored. */
  by?: string | undefined;
}

const texts = new Set(["text", "longText", "email", "url", "phone"]);

/** A value for a field: a constant as the field takes it, or a variable. In texts the two mix. */
export function ValueInput({ field, value, onChange, label, by }: ValueInputProps) {
  const { t } = useTranslation();
  const { collections, variables, readOnly } = useFormScope();
  const kind = kindOf(field);
  const isText = texts.has(kind);
  const [free, setFree] = useState(false);
  const asText = isText || free || hasVariable(value);
  return (
    <div className="value-input">
      <div className="value-input-main">
        {asText ? (
          <TemplateText
            label={label}
            value={typed(value)}
            onChange={onChange}
            single={kind !== "longText"}
            hint={isText ? t("steps.form.textHint") : t("steps.form.variableHint")}
          />
        ) : (
          <FieldInput
            field={field}
            collections={collections}
            aria-label={label}
            value={value}
            onChange={(v) => onChange(plain(v, by ?? field.targetKey ?? "id"))}
            disabled={readOnly}
          />
        )}
      </div>
      {!isText && variables && !readOnly && (
        <Button
          type="text"
          icon={asText ? <FieldBinaryOutlined /> : <FunctionOutlined />}
          aria-label={t(asText ? "steps.form.useConstant" : "steps.form.useVariable", { name: label })}
          title={t(asText ? "steps.form.useConstant" : "steps.form.useVariable", { name: label })}
          onClick={() => {
            setFree(!asText);
            onChange(undefined);
          }}
        />
      )}
    </div>
  );
}

/** A picked record as it is stored: by its key. */
function plain(v: unknown, by: string): unknown {
  if (Array.isArray(v)) return v.map((one) => plain(one, by));
  if (typeof v === "object" && v !== null && by in v) return (v as Record<string, unknown>)[by];
  return v;
}
