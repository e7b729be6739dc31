import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { JsonText } from "./json-text";
import { TemplateText } from "./template-text";
import { constant, typed } from "./variables";

/** A value of any kind with variables in it: a text or number on a line, or JSON for lists and objects. */
export default function TemplateInput({ entry, value, onChange, labelId, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { readOnly } = useFormScope();
  const isStructured = typeof value === "object" && value !== null;
  const [asJson, setAsJson] = useState(isStructured);
  const text = entry.schema.type === "string" || entry.required;
  const numeric = typeof entry.schema.default === "number";
  const structured = asJson || isStructured;
  return (
    <>
      {!text && !numeric && !readOnly && (
        <Segmented
          size="small"
          className="setting-mode"
          aria-label={t("steps.form.writtenAs")}
          options={[
            { value: "line", label: t("steps.form.plain") },
            { value: "json", label: t("steps.form.json") },
          ]}
          value={structured ? "json" : "line"}
          onChange={(mode) => {
            setAsJson(mode === "json");
            if (mode === "line" && isStructured) onChange(JSON.stringify(value));
          }}
        />
      )}
      {structured ? (
        <JsonText value={value} onChange={onChange} labelId={labelId} describedBy={describedBy} invalid={invalid} />
      ) : (
        <TemplateText
          value={typed(value)}
          onChange={(v) => onChange(v === "" ? undefined : text ? v : constant(v))}
          labelId={labelId}
          describedBy={describedBy}
          invalid={invalid}
          single={numeric}
          hint={entry.schema.default !== undefined ? String(entry.schema.default) : t("steps.form.textHint")}
        />
      )}
    </>
  );
}
