import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import {
  asGroup,
  type Calculation,
  type Calculator,
  type Comparison,
  calculators,
  emptyComparison,
  type Group,
  isGroup,
  stored,
} from "./calculation";
import "./conditions.css";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { PreviewLine, usePreview } from "./preview";
import { TemplateText } from "./template-text";
import { constant, named, sole, typed, used } from "./variables";

/** A condition of comparisons, in groups of which all or one must hold. */
export default function CalculationInput({ value, onChange }: ControlProps) {
  const group = asGroup(value);
  const preview = usePreview(used(value).length > 0 ? { calculation: value } : undefined);
  return (
    <>
      <GroupInput group={group} onChange={(g) => onChange(stored(g))} />
      {used(value).length > 0 && <PreviewLine query={preview} />}
    </>
  );
}

interface GroupInputProps {
  group: Group;
  onChange: (g: Group) => void;
  /** Takes the group away; the outermost one stays. */
  remove?: () => void;
}

function GroupInput({ group, onChange, remove }: GroupInputProps) {
  const { t } = useTranslation();
  const { readOnly } = useFormScope();
  const { type, calculations } = group.group;
  const put = (list: Calculation[]) => onChange({ group: { type, calculations: list } });
  return (
    <div className="conditions">
      {(calculations.length > 1 || remove) && (
        <div className="conditions-head">
          <Select
            size="small"
            aria-label={t("steps.conditions.type")}
            value={type}
            options={(["and", "or"] as const).map((v) => ({ value: v, label: t(`steps.conditions.${v}`) }))}
            onChange={(v) => onChange({ group: { type: v, calculations } })}
            disabled={readOnly ?? false}
          />
          {remove && !readOnly && (
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t("steps.conditions.removeGroup")}
              onClick={remove}
            />
          )}
        </div>
      )}
      {calculations.map((c, i) => {
        const props = {
          onChange: (v: Calculation) => put(calculations.with(i, v)),
          remove: () => put(calculations.toSpliced(i, 1)),
        };
        return isGroup(c) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          <GroupInput key={i} group={c} {...props} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          <ComparisonInput key={i} comparison={c} number={i + 1} {...props} />
        );
      })}
      {calculations.length === 0 && readOnly && <p className="setting-help">{t("steps.conditions.none")}</p>}
      {!readOnly && (
        <div className="conditions-tools">
          <Button size="small" icon={<PlusOutlined />} onClick={() => put([...calculations, emptyComparison()])}>
            {t("steps.conditions.add")}
          </Button>
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() => put([...calculations, { group: { type: "or", calculations: [emptyComparison()] } }])}
          >
            {t("steps.conditions.addGroup")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface ComparisonProps {
  comparison: Comparison;
  number: number;
  onChange: (c: Comparison) => void;
  remove: () => void;
}

function ComparisonInput({ comparison, number, onChange, remove }: ComparisonProps) {
  const { t } = useTranslation();
  const { readOnly } = useFormScope();
  const { calculator, operands } = comparison;
  const [a, b] = operands;
  const read = useConstant();
  const options = calculators.map((c) => ({ value: c as string, label: t(`steps.calculators.${c}`) }));
  if (!calculators.includes(calculator as Calculator)) options.push({ value: calculator, label: calculator });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid everywhere
    <div className="condition" role="group" aria-label={t("steps.conditions.one", { number })}>
      <TemplateText
        label={t("steps.conditions.left")}
        value={typed(a)}
        onChange={(v) => onChange({ calculator, operands: [v === "" ? undefined : read(v, b), b] })}
        quiet
        hint={t("steps.conditions.leftHint")}
      />
      <Select
        aria-label={t("steps.conditions.comparison")}
        value={calculator}
        options={options}
        onChange={(v) => onChange({ calculator: v, operands })}
        disabled={readOnly ?? false}
        popupMatchSelectWidth={false}
      />
      <TemplateText
        label={t("steps.conditions.right")}
        value={typed(b)}
        onChange={(v) => onChange({ calculator, operands: [a, v === "" ? undefined : read(v, a)] })}
        quiet
        hint={t("steps.conditions.rightHint")}
      />
      {!readOnly && (
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t("steps.form.removeLine", { number })}
          onClick={remove}
        />
      )}
    </div>
  );
}

/** What a typed constant is: a text where it is compared with one, else a number or yes or no where it looks like it. */
function useConstant() {
  const { known } = useFormScope();
  return (text: string, other: unknown): unknown => {
    const path = sole(other);
    const type = path ? named(known, path)?.type : undefined;
    return type === "text" ? text : constant(text);
  };
}
