import ArrowDownOutlined from "@ant-design/icons/es/icons/ArrowDownOutlined";
import ArrowUpOutlined from "@ant-design/icons/es/icons/ArrowUpOutlined";
import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Input, Select } from "antd";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { choiceColors } from "./choice-colors";
import type { Choice } from "./field-draft";
import { nameFrom } from "./names";

interface ChoicesEditorProps {
  choices: readonly Choice[];
  /** The values that records may hold already: they do not follow their labels. */
  kept: readonly string[];
  change: (choices: Choice[]) => void;
  error: string | undefined;
}

/** The values that a field is chosen from, in their order: what people read, what is kept, and a colour. */
export function ChoicesEditor({ choices, kept, change, error }: ChoicesEditorProps) {
  const { t } = useTranslation();
  const legend = useId();
  const list = useRef<HTMLOListElement>(null);
  // A value that was not written by hand follows its label.
  const follows = (c: Choice) => !kept.includes(c.value) && (c.value === "" || c.value === nameFrom(c.label));
  const put = (at: number, part: Partial<Choice>) => change(choices.map((c, i) => (i === at ? { ...c, ...part } : c)));
  const move = (at: number, by: number) => {
    const next = [...choices];
    const [taken] = next.splice(at, 1);
    if (taken) next.splice(at + by, 0, taken);
    change(next);
  };
  const focus = (at: number) =>
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLInputElement>(".choices-label input, input.choices-label")[at]?.focus(),
    );
  const add = () => {
    change([...choices, { value: "", label: "", color: "default" }]);
    focus(choices.length);
  };
  return (
    <fieldset className="collections-set" aria-describedby={`${legend}-error`}>
      <legend>{t("collections.choices.title")}</legend>
      <p className="soft">{t("collections.choices.help")}</p>
      <ol className="choices" ref={list}>
        {choices.map((choice, i) => {
          const which = choice.label || t("collections.choices.number", { n: i + 1 });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a choice that is being written has nothing else
            <li key={i} className="choices-row">
              <Input
                className="choices-label"
                aria-label={t("collections.choices.label", { n: i + 1 })}
                placeholder={t("collections.choices.labelHint")}
                value={choice.label}
                onChange={(e) => {
                  const label = e.target.value;
                  put(i, { label, ...(follows(choice) && { value: nameFrom(label) }) });
                }}
                onPressEnter={(e) => {
                  e.preventDefault();
                  add();
                }}
              />
              <Input
                className="choices-value collections-code"
                aria-label={t("collections.choices.value", { which })}
                placeholder={t("collections.choices.valueHint")}
                value={choice.value}
                onChange={(e) => put(i, { value: e.target.value })}
              />
              <Select
                className="choices-color"
                aria-label={t("collections.choices.color", { which })}
                value={choice.color}
                onChange={(color) => put(i, { color })}
                options={choiceColors.map((value) => ({ value, label: t(`collections.colors.${value}`) }))}
              />
              <span className="choices-tools">
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  aria-label={t("collections.choices.up", { which })}
                  disabled={i === 0}
                  onClick={() => move(i, -1)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowDownOutlined />}
                  aria-label={t("collections.choices.down", { which })}
                  disabled={i === choices.length - 1}
                  onClick={() => move(i, 1)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t("collections.choices.remove", { which })}
                  onClick={() => {
                    change(choices.filter((_, n) => n !== i));
                    focus(Math.max(0, i - 1));
                  }}
                />
              </span>
            </li>
          );
        })}
      </ol>
      <Button icon={<PlusOutlined />} onClick={add}>
        {t("collections.choices.add")}
      </Button>
      <p id={`${legend}-error`} className="collections-error" role="alert">
        {error}
      </p>
    </fieldset>
  );
}
