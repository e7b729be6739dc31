import ArrowDownOutlined from "@ant-design/icons/es/icons/ArrowDownOutlined";
import ArrowUpOutlined from "@ant-design/icons/es/icons/ArrowUpOutlined";
import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { asObject, newItem } from "./form-model";
import { ObjectSettings } from "./settings";

/** Settings that can be left out together. */
export function Optional({ entry, value, onChange, id, labelId, describedBy }: ControlProps) {
  const { words, readOnly } = useFormScope();
  const on = typeof value === "object" && value !== null;
  return (
    <div className="setting-optional-group">
      <span className="setting-switch">
        <Switch
          id={id}
          aria-labelledby={labelId}
          aria-describedby={describedBy}
          checked={on}
          onChange={(yes) => onChange(yes ? newItem(entry.schema, uid) : undefined)}
          disabled={readOnly ?? false}
        />
        <label id={labelId} htmlFor={id}>
          {words.label(entry.path, entry.schema)}
        </label>
      </span>
      {on && (
        <div className="setting-inner">
          <ObjectSettings schema={entry.schema} value={asObject(value)} onChange={onChange} path={entry.path} />
        </div>
      )}
    </div>
  );
}

function uid(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 12);
}

/** A list of objects. Where its items are branches, those with steps in them keep their place. */
export function List({ entry, value, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { words, readOnly, node, nodes } = useFormScope();
  const items = Array.isArray(value) ? value.map(asObject) : [];
  const branches = entry.schema["x-as"] === "branches";
  const inUse = (i: number) =>
    branches && (nodes ?? []).some((n) => n.upstreamId === node?.id && n.branchIndex === i + 1);
  const fixed = (from: number) => items.some((_, i) => i >= from && inUse(i));
  const item = words.label(`${entry.path}[]`, { title: t("steps.form.item") });
  const swap = (i: number, j: number) => {
    const [a, b] = [items[i], items[j]];
    if (a && b) onChange(items.with(i, b).with(j, a));
  };
  return (
    <div className="setting-list">
      {items.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: not every list has identities; nothing in an item keeps state of its own
        <section key={i} className="setting-item" aria-label={`${item} ${i + 1}`}>
          <header className="setting-item-head">
            <h3>
              {item} {i + 1}
            </h3>
            {!readOnly && (
              <>
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  disabled={i === 0 || inUse(i) || inUse(i - 1)}
                  aria-label={t("steps.form.up", { number: i + 1 })}
                  onClick={() => swap(i, i - 1)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowDownOutlined />}
                  disabled={i === items.length - 1 || inUse(i) || inUse(i + 1)}
                  aria-label={t("steps.form.down", { number: i + 1 })}
                  onClick={() => swap(i, i + 1)}
                />
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  disabled={fixed(i)}
                  aria-label={t("steps.form.removeLine", { number: i + 1 })}
                  onClick={() => onChange(items.toSpliced(i, 1))}
                />
              </>
            )}
          </header>
          {!readOnly && inUse(i) && <p className="setting-help">{t("steps.form.branchInUse")}</p>}
          <ObjectSettings
            schema={entry.schema.items ?? {}}
            value={one}
            onChange={(v) => onChange(items.with(i, v))}
            path={`${entry.path}[${i}]`}
          />
        </section>
      ))}
      {!readOnly && (
        <Button
          className="setting-add"
          size="small"
          icon={<PlusOutlined />}
          onClick={() => onChange([...items, newItem(entry.schema.items, uid)])}
        >
          {t("steps.form.add")}
        </Button>
      )}
    </div>
  );
}
