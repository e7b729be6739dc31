import { useTranslation } from "react-i18next";
import { forList, takesList } from "../records/filter";
import { FilterBuilder, type ValueSlot } from "../records/filter-builder";
import { targetKey } from "../records/record";
import { useCollection } from "./choose-model";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { asObject } from "./form-model";
import { ValueInput } from "./value-input";
import { sole } from "./variables";

/** Which records are meant; the values may be variables. */
export default function FilterInput({ entry, value, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { collections, words, readOnly, variables } = useFormScope();
  const collection = useCollection();
  if (!collection) return <p className="setting-help">{t("steps.form.firstCollection")}</p>;
  return (
    <FilterBuilder
      collection={collection}
      collections={collections}
      value={asObject(value)}
      onChange={onChange}
      label={words.label(entry.path, entry.schema)}
      disabled={readOnly}
      {...(variables && { valueInput: (slot) => <FilterValue {...slot} /> })}
    />
  );
}

function FilterValue({ field, op, value, onChange, label }: ValueSlot) {
  const { collections } = useFormScope();
  // A variable may be the whole list.
  const alone = Array.isArray(value) && value.length === 1 && sole(value[0]) ? value[0] : value;
  return (
    <ValueInput
      field={forList(field, op)}
      value={alone ?? undefined}
      onChange={(v) => onChange(takesList(op) && typeof v === "string" && v && !sole(v) ? [v] : (v ?? null))}
      label={label}
      by={targetKey(field, collections)}
    />
  );
}
