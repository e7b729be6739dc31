import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Checkbox, Input, InputNumber, Radio, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";

/** Up to so many values of a choice are all shown; more of them in a list that opens. */
const shown = 4;

/** One of few values. */
export function Choice({ entry, value, onChange, id, labelId, describedBy, invalid }: ControlProps) {
  const { words, readOnly } = useFormScope();
  const options = words.options(entry.path, entry.schema);
  const current = options.findIndex((o) => o.value === (value ?? entry.schema.default));
  const list = options.map((o, i) => ({ value: i, label: o.label }));
  const choose = (i: number) => onChange(options[i]?.value);
  if (list.length <= shown) {
    return (
      <Radio.Group
        id={id}
        aria-labelledby={labelId}
        aria-describedby={describedBy}
        className="setting-radios"
        options={list}
        value={current < 0 ? undefined : current}
        onChange={(e) => choose(e.target.value)}
        disabled={readOnly ?? false}
      />
    );
  }
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      options={list}
      value={current < 0 ? null : current}
      onChange={choose}
      disabled={readOnly ?? false}
    />
  );
}

/** Yes or no, where both have a meaning of their own. */
export function YesNo({ entry, value, onChange, labelId, describedBy }: ControlProps) {
  const { words, readOnly } = useFormScope();
  const options = words.options(entry.path, entry.schema).map((o) => ({ value: o.value === true, label: o.label }));
  return (
    <Radio.Group
      aria-labelledby={labelId}
      aria-describedby={describedBy}
      className="setting-radios"
      options={options}
      value={Boolean(value ?? entry.schema.default ?? false)}
      onChange={(e) => onChange(e.target.value)}
      disabled={readOnly ?? false}
    />
  );
}

/** Any of few values. */
export function Choices({ entry, value, onChange, labelId, describedBy }: ControlProps) {
  const { words, readOnly } = useFormScope();
  const options = words.options(entry.path, entry.schema).map((o) => ({ value: String(o.value), label: o.label }));
  const order = options.map((o) => o.value);
  return (
    <Checkbox.Group
      role="group"
      aria-labelledby={labelId}
      aria-describedby={describedBy}
      className="setting-checks"
      options={options}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(list) => onChange(order.filter((o) => list.includes(o)))}
      disabled={readOnly ?? false}
    />
  );
}

/** Yes or no. */
export function SwitchInput({ entry, value, onChange, id, labelId, describedBy }: ControlProps) {
  const { words, readOnly } = useFormScope();
  return (
    <span className="setting-switch">
      <Switch
        id={id}
        aria-describedby={describedBy}
        aria-labelledby={labelId}
        checked={Boolean(value ?? entry.schema.default)}
        onChange={onChange}
        disabled={readOnly ?? false}
      />
      <label id={labelId} htmlFor={id}>
        {words.label(entry.path, entry.schema)}
      </label>
    </span>
  );
}

export function NumberInput({ entry, value, onChange, id, describedBy, invalid }: ControlProps) {
  const { readOnly } = useFormScope();
  const initial = entry.schema.default;
  return (
    <InputNumber
      id={id}
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      value={typeof value === "number" ? value : null}
      placeholder={typeof initial === "number" ? String(initial) : ""}
      precision={entry.schema.type === "integer" ? 0 : 20}
      onChange={(n) => onChange(n ?? undefined)}
      readOnly={readOnly ?? false}
    />
  );
}

export function TextInput({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { readOnly } = useFormScope();
  return (
    <Input
      id={id}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      status={invalid ? "error" : ""}
      value={typeof value === "string" ? value : ""}
      onChange={(e) => onChange(e.target.value || undefined)}
      readOnly={readOnly ?? false}
    />
  );
}

/** A list of texts. */
export function Texts({ entry, value, onChange, labelId }: ControlProps) {
  const { t } = useTranslation();
  const { words, readOnly } = useFormScope();
  const list = Array.isArray(value) ? value.map(String) : [];
  const put = (next: string[]) => onChange(next.length > 0 ? next : undefined);
  return (
    <div className="setting-lines">
      {list.map((text, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity but their place
        <div key={i} className="setting-line">
          <Input
            aria-label={`${words.label(entry.path, entry.schema)} ${i + 1}`}
            aria-describedby={labelId}
            value={text}
            onChange={(e) => put(list.with(i, e.target.value))}
            readOnly={readOnly ?? false}
          />
          {!readOnly && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("steps.form.removeLine", { number: i + 1 })}
              onClick={() => put(list.toSpliced(i, 1))}
            />
          )}
        </div>
      ))}
      {!readOnly && (
        <Button className="setting-add" size="small" icon={<PlusOutlined />} onClick={() => onChange([...list, ""])}>
          {t("steps.form.add")}
        </Button>
      )}
    </div>
  );
}
