import { Checkbox, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, Field } from "../api/types";
import { useZone } from "../app/zone";
import { Password } from "../ui/password";
import type { InputProps } from "./input-props";
import "./field-input.css";
import { useDecimalSeparator } from "./format";
import { fromLocal, fromPercent, readJson, toLocal, toPercent, Unreadable, wholeOf, writeJson } from "./input";
import { type FieldKind, isRequired, kindOf, optionsOf } from "./kinds";
import { isRow, type Key, type Row } from "./record";
import { RecordPicker } from "./record-picker";

export interface FieldInputProps extends InputProps {
  field: Field;
  value?: unknown;
  onChange?: ((value: unknown) => void) | undefined;
  collections: readonly Collection[];
  /** For a relation: the field by which its records are shown and picked. */
  titleField?: string | undefined;
  /** Whether there may be no value; by default what the field says. */
  clearable?: boolean | undefined;
}

/** What takes the value of a field from a person, by the type of the field. Relations are picked. */
export function FieldInput({ field, value, onChange, collections, titleField, clearable, ...rest }: FieldInputProps) {
  const change = (v: unknown) => onChange?.(v);
  const kind = kindOf(field);
  const clear = clearable ?? !isRequired(field);
  const { invalid, ...plain } = rest;
  const common = { ...present(plain), ...(invalid && { status: "error" as const, "aria-invalid": true }) };
  switch (kind) {
    case "boolean":
      return (
        <Checkbox
          {...present(plain)}
          {...(invalid && { "aria-invalid": true })}
          checked={value === true}
          onChange={(e) => change(e.target.checked)}
        />
      );
    case "longText":
      return (
        <Input.TextArea
          {...common}
          autoSize={{ minRows: 3, maxRows: 12 }}
          value={textOf(value)}
          onChange={(e) => change(e.target.value)}
        />
      );
    case "password":
      return (
        <Password
          {...common}
          autoComplete="new-password"
          value={textOf(value)}
          onChange={(e) => change(e.target.value)}
        />
      );
    case "integer":
    case "number":
    case "decimal":
    case "percent":
      return <NumberInput kind={kind} common={common} value={value} change={change} />;
    case "choice":
    case "choices":
      return (
        <ChoiceInput
          field={field}
          many={kind === "choices"}
          common={common}
          value={value}
          change={change}
          clear={clear}
        />
      );
    case "list":
      return (
        <Select
          {...common}
          mode="tags"
          open={false}
          suffixIcon={null}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={change}
        />
      );
    case "instant":
    case "wallTime":
    case "date":
    case "time":
      return <MomentInput kind={kind} common={common} value={value} change={change} />;
    case "json":
      return <JsonInput common={common} value={value} change={change} />;
    case "one":
    case "many":
      return (
        <RecordPicker
          {...rest}
          collection={field.target ?? ""}
          collections={collections}
          multiple={kind === "many"}
          titleField={titleField}
          by={field.targetKey}
          clearable={clear}
          value={value as Row | Key | (Row | Key)[] | null}
          onChange={change}
        />
      );
    case "color":
      return <ColorInput common={common} value={value} change={change} />;
    default:
      return (
        <Input
          {...common}
          type={inputType[kind] ?? "text"}
          value={textOf(value)}
          onChange={(e) => change(e.target.value)}
        />
      );
  }
}

const inputType: Partial<Record<FieldKind, string>> = { email: "email", url: "url", phone: "tel" };

/** Leaves out what is not there: a component takes a missing property for its default, not an undefined one. */
function present<T extends object>(props: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(props).filter(([, v]) => v !== undefined)) as never;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return isRow(value) ? JSON.stringify(value) : String(value);
}

interface PartProps {
  common: ReturnType<typeof present<Omit<InputProps, "invalid">>> & { status?: "error" };
  value: unknown;
  change: (value: unknown) => void;
}

function NumberInput({ kind, common, value, change }: PartProps & { kind: FieldKind }) {
  const separator = useDecimalSeparator();
  const shown = kind === "percent" ? toPercent(value) : value === undefined || value === null ? null : String(value);
  const take = (typed: string | number | null) => {
    if (kind === "percent") change(fromPercent(typed));
    else if (kind === "number") change(typed === null || typed === "" ? null : Number(typed));
    else if (kind === "integer") change(wholeOf(typed));
    else change(typed === null || typed === "" ? null : String(typed));
  };
  return (
    <InputNumber<string | number>
      {...common}
      className="field-input-number"
      stringMode
      controls={false}
      inputMode={kind === "integer" ? "numeric" : "decimal"}
      decimalSeparator={separator}
      {...(kind === "integer" && { precision: 0 })}
      {...(kind === "percent" && { suffix: "%" })}
      value={shown}
      onChange={take}
    />
  );
}

interface ChoiceProps extends PartProps {
  field: Field;
  many: boolean;
  clear: boolean;
}

function ChoiceInput({ field, many, common, value, change, clear }: ChoiceProps) {
  const options = optionsOf(field).map((o) => ({ value: o.value, label: o.label }));
  const list = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  const search = options.length > 8;
  return many ? (
    <Select
      {...common}
      mode="multiple"
      allowClear
      options={options}
      optionFilterProp="label"
      value={list as (string | number)[]}
      onChange={change}
    />
  ) : (
    <Select
      {...common}
      allowClear={clear}
      options={options}
      {...(search && { showSearch: { optionFilterProp: "label" } })}
      value={(list[0] as string | number | undefined) ?? null}
      onChange={(v) => change(v ?? null)}
    />
  );
}

const moments = { instant: "datetime-local", wallTime: "datetime-local", date: "date", time: "time" } as const;

function MomentInput({ kind, common, value, change }: PartProps & { kind: keyof typeof moments }) {
  const text = textOf(value);
  const zone = useZone();
  const shown = {
    instant: () => toLocal(value, zone),
    wallTime: () => text.replace(" ", "T").slice(0, 16),
    date: () => text.slice(0, 10),
    time: () => text.slice(0, 5),
  }[kind]();
  const take = (typed: string) => {
    if (kind === "instant") change(fromLocal(typed, zone));
    else if (kind === "wallTime") change(typed ? `${typed.replace("T", " ")}:00`.slice(0, 19) : null);
    else if (kind === "time") change(typed ? `${typed}:00`.slice(0, 8) : null);
    else change(typed || null);
  };
  return (
    <Input
      {...common}
      className="field-input-moment"
      type={moments[kind]}
      value={shown}
      onChange={(e) => take(e.target.value)}
    />
  );
}

function JsonInput({ common, value, change }: PartProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  const bad = value instanceof Unreadable;
  return (
    <>
      <Input.TextArea
        {...common}
        {...(bad && { status: "error" as const, "aria-invalid": true })}
        className="field-input-json"
        spellCheck={false}
        autoSize={{ minRows: 3, maxRows: 16 }}
        value={text ?? writeJson(value)}
        onChange={(e) => {
          setText(e.target.value);
          change(readJson(e.target.value));
        }}
        onBlur={() => {
          setText(undefined);
          common.onBlur?.();
        }}
      />
      <span className="field-input-hint" role="status">
        {bad && t("records.badJson")}
      </span>
    </>
  );
}

function ColorInput({ common, value, change }: PartProps) {
  const { t } = useTranslation();
  const text = textOf(value);
  return (
    <Input
      {...common}
      value={text}
      onChange={(e) => change(e.target.value)}
      suffix={
        <input
          type="color"
          className="field-input-swatch"
          aria-label={t("records.pickColor")}
          disabled={common.disabled}
          value={/^#[0-9a-f]{6}$/i.test(text) ? text : undefined}
          onChange={(e) => change(e.target.value)}
        />
      }
    />
  );
}
