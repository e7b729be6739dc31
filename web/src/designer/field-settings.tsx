import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { fieldAt, fieldTitle } from "../api/model";
import type { Block, BlockField } from "../api/types";
import { FieldInput } from "../records/field-input";
import { useDesigner } from "./context";
import { focusLater } from "./focus";
import { changeSettings, fieldsOf } from "./model/content";
import { pathTitle } from "./model/fields";
import { patched, worth } from "./model/patch";
import { of } from "./model/problems";
import { ProblemNotes, Setting } from "./setting";

const widths = [24, 16, 12, 8, 6] as const;

/** Everything that can be set for a field of a block. */
export function FieldSettings({ block, field }: { block: Block; field: BlockField }) {
  const { t } = useTranslation();
  const { change, collections, problems, select, say } = useDesigner();
  const fields = fieldsOf(block);
  const place = fields.indexOf(field);
  const own = of(problems, block.uid).filter((p) => p.field === place);
  const definition = fieldAt(collections, block.collection ?? "", field.name);
  const title = pathTitle(collections, block.collection ?? "", field.name);
  const target = collections.find((c) => c.name === definition?.target);
  const tag = (part: string) => `${block.uid} ${field.name} ${part}`;
  const set = (patch: { [K in keyof BlockField]?: BlockField[K] | undefined }, by?: string) =>
    change(
      (c) => changeSettings(c, block.uid, { fields: fields.map((f) => (f === field ? patched(f, patch) : f)) }),
      by,
    );
  const remove = () => {
    change((c) => changeSettings(c, block.uid, { fields: fields.filter((f) => f !== field) }));
    select(block.uid);
    say(t("designer.said.removed", { name: title }));
    focusLater(".inspector h2");
  };
  const form = block.type === "form";
  return (
    <>
      <p className="soft">{title}</p>
      <ProblemNotes list={own} />
      <Setting label={t("designer.field.label")}>
        {(ids) => (
          <Input
            {...ids}
            value={field.label ?? ""}
            maxLength={255}
            placeholder={definition ? fieldTitle(definition) : field.name}
            onChange={(e) => set({ label: worth(e.target.value) }, tag("label"))}
          />
        )}
      </Setting>
      {form && (
        <>
          <Setting label={t("designer.field.help")}>
            {(ids) => (
              <Input.TextArea
                {...ids}
                value={field.help ?? ""}
                maxLength={1000}
                autoSize={{ minRows: 2, maxRows: 6 }}
                onChange={(e) => set({ help: worth(e.target.value) }, tag("help"))}
              />
            )}
          </Setting>
          <div className="setting-check">
            <Checkbox checked={field.required === true} onChange={(e) => set({ required: worth(e.target.checked) })}>
              {t("designer.field.required")}
            </Checkbox>
            <Checkbox checked={field.readOnly === true} onChange={(e) => set({ readOnly: worth(e.target.checked) })}>
              {t("designer.field.readOnly")}
            </Checkbox>
          </div>
          {block.settings.mode === "add" && definition && !field.name.includes(".") && (
            <Setting label={t("designer.field.default")} help={t("designer.field.defaultHelp")}>
              {(ids) => (
                <FieldInput
                  {...ids}
                  field={definition}
                  collections={collections}
                  value={field.default}
                  clearable
                  onChange={(v) => set({ default: v === null || v === "" ? undefined : v }, tag("default"))}
                />
              )}
            </Setting>
          )}
          <Setting label={t("designer.field.width")}>
            {(ids) => (
              <Select
                {...ids}
                value={field.width || 0}
                options={[
                  { value: 0, label: t("designer.field.widthUsual") },
                  ...widths.map((w) => ({ value: w, label: t(`designer.field.widths.${w}`) })),
                ]}
                onChange={(w) => set({ width: worth(w) })}
              />
            )}
          </Setting>
        </>
      )}
      {block.type === "table" && (
        <>
          <Setting label={t("designer.field.column")} help={t("designer.field.columnHelp")}>
            {(ids) => (
              <InputNumber
                {...ids}
                className="wide-control"
                min={40}
                max={2000}
                step={20}
                precision={0}
                suffix={t("designer.field.pixels")}
                value={field.width || null}
                onChange={(w) => set({ width: worth(w) ?? undefined }, tag("width"))}
              />
            )}
          </Setting>
          {block.settings.inlineEdit && (
            <Checkbox checked={field.readOnly === true} onChange={(e) => set({ readOnly: worth(e.target.checked) })}>
              {t("designer.field.readOnly")}
            </Checkbox>
          )}
        </>
      )}
      {target && (
        <Setting label={t("designer.field.titleField")} help={t("designer.field.titleFieldHelp")}>
          {(ids) => (
            <Select
              {...ids}
              allowClear
              value={field.titleField ?? null}
              placeholder={t("designer.block.titleFieldUsual")}
              options={(target.fields ?? [])
                .filter((f) => !f.target && !f.hidden)
                .map((f) => ({ value: f.name, label: fieldTitle(f) }))}
              onChange={(v) => set({ titleField: v ?? undefined })}
            />
          )}
        </Setting>
      )}
      <div className="page-tools">
        <Button onClick={() => select(block.uid)}>{t("designer.field.back")}</Button>
        <Button danger onClick={remove}>
          {t("designer.field.remove")}
        </Button>
      </div>
    </>
  );
}
