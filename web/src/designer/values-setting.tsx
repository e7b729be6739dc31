import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Block, Field, PageButton } from "../api/types";
import { FieldInput } from "../records/field-input";
import type { SetButton } from "./button-props";
import { useDesigner } from "./context";
import { offersFor } from "./model/fields";
import { collectionOf } from "./model/fits";
import type { Located } from "./model/problems";
import { Setting } from "./setting";

interface ValuesProps {
  block: Block;
  button: PageButton;
  set: SetButton;
  problems: readonly Located[];
}

/** The values that a button writes or sends, field by field. */
export function ValuesSetting({ block, button, set, problems }: ValuesProps) {
  const { t } = useTranslation();
  const { collections } = useDesigner();
  const values = button.values ?? {};
  const name = collectionOf(button, block);
  const fields = collections.find((c) => c.name === name)?.fields ?? [];
  const free = button.kind === "trigger";
  const write = (next: Record<string, unknown>, part: string) =>
    set({ values: Object.keys(next).length > 0 ? next : undefined }, part);
  const taken = offersFor({ ...block, type: "form", collection: name } as Block, collections, 0);
  const offers = taken.filter((o) => !o.system && !(o.name in values));
  return (
    <Setting
      label={t(free ? "designer.values.sent" : "designer.values.title")}
      help={t(`designer.values.about.${button.kind as "update"}`)}
      problems={problems}
    >
      {({ id }) => (
        <div className="value-rows">
          {Object.entries(values).map(([key, value]) => (
            <Value
              key={key}
              name={key}
              field={fields.find((f) => f.name === key)}
              value={value}
              set={(v) => write({ ...values, [key]: v }, `values ${key}`)}
              remove={() => write(Object.fromEntries(Object.entries(values).filter(([k]) => k !== key)), "")}
            />
          ))}
          {(!free || fields.length > 0) && (
            <Select
              id={id}
              showSearch={{ optionFilterProp: "label" }}
              value={null}
              placeholder={t("designer.values.add")}
              options={offers.map((o) => ({ value: o.name, label: o.title }))}
              onChange={(key: string | null) => key && write({ ...values, [key]: null }, "")}
            />
          )}
          {free && <Named id={fields.length > 0 ? undefined : id} add={(key) => write({ ...values, [key]: "" }, "")} />}
        </div>
      )}
    </Setting>
  );
}

/** A value under a name of one's own: for workflows that are sent something. */
function Named({ id, add }: { id: string | undefined; add: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const done = () => {
    if (!name.trim()) return;
    add(name.trim());
    setName("");
  };
  return (
    <div className="sort-row">
      <Input
        {...(id && { id })}
        value={name}
        aria-label={t("designer.values.name")}
        placeholder={t("designer.values.name")}
        onChange={(e) => setName(e.target.value)}
        onPressEnter={done}
      />
      <Button onClick={done}>{t("designer.values.addNamed")}</Button>
    </div>
  );
}

interface ValueProps {
  name: string;
  field: Field | undefined;
  value: unknown;
  set: (value: unknown) => void;
  remove: () => void;
}

const variables = ["{{$user.id}}", "{{$now}}"] as const;

function Value({ name, field, value, set, remove }: ValueProps) {
  const { t } = useTranslation();
  const { collections } = useDesigner();
  const title = field ? fieldTitle(field) : name;
  const variable = variables.find((v) => v === value);
  return (
    <div className="value-row">
      <strong>{title}</strong>
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t("designer.frame.remove", { name: title })}
        onClick={remove}
      />
      <Select
        aria-label={t("designer.values.kind", { name: title })}
        value={variable ?? ""}
        options={[
          { value: "", label: t("designer.values.fixed") },
          { value: "{{$user.id}}", label: t("designer.variables.user") },
          { value: "{{$now}}", label: t("designer.variables.now") },
        ]}
        onChange={(v) => set(v || null)}
      />
      {!variable &&
        (field ? (
          <FieldInput
            field={field}
            collections={collections}
            value={value}
            clearable
            aria-label={t("designer.values.of", { name: title })}
            onChange={set}
          />
        ) : (
          <Input
            aria-label={t("designer.values.of", { name: title })}
            value={typeof value === "string" ? value : JSON.stringify(value ?? "")}
            onChange={(e) => set(e.target.value)}
          />
        ))}
    </div>
  );
}
