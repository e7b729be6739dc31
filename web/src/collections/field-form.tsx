import { Checkbox, Input, Select } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { ChoicesEditor } from "./choices-editor";
import { DefaultValue } from "./default-value";
import { asKind, choicesOf } from "./draft";
import { Entry } from "./entry";
import type { FieldDraft } from "./field-draft";
import type { FieldFormProps } from "./field-form-props";
import { useFirstFocus } from "./first-focus";
import { KindOptions } from "./kind-options";
import { KindSelect } from "./kind-select";
import { kindOf } from "./kinds";
import { freeName, nameFrom } from "./names";
import { RelationForm } from "./relation-form";
import { RulesEditor } from "./rules-editor";

/** What is asked about a field: its title first, then what kind it is, then what that kind needs. */
export function FieldForm(props: FieldFormProps) {
  const { draft, change, field, collection, errors } = props;
  const { t } = useTranslation();
  const kind = kindOf(draft.kind);
  const named = useRef(false);
  const first = useFirstFocus(!field);
  const put = (part: Partial<FieldDraft>) => change({ ...draft, ...part });
  const taken = (collection.fields ?? []).map((f) => f.name);
  const nameOf = (title: string) => (title.trim() ? freeName(nameFrom(title), taken) : "");
  return (
    <>
      <Entry label={t("collections.form.title")} help={t("collections.form.titleHelp")} error={errors.title} required>
        {(entry) => (
          <Input
            {...entry}
            ref={first}
            value={draft.title}
            maxLength={120}
            onChange={(e) => {
              const title = e.target.value;
              put({ title, ...(!field && !named.current && !kind.name && { name: nameOf(title) }) });
            }}
          />
        )}
      </Entry>
      {field ? (
        <p className="field-form-fact">
          <span className="soft">{t("collections.form.name")}</span> <code>{field.name}</code>
          <span className="soft"> · {t(`collections.kinds.${draft.kind}.title`)}</span>
        </p>
      ) : (
        <>
          <KindSelect
            kind={draft.kind}
            taken={taken}
            choose={(id) => {
              const fixed = kindOf(id).name;
              const next = asKind(draft, id);
              const title = fixed && !draft.title ? t(`collections.kinds.${id}.title`) : draft.title;
              change({ ...next, title, name: fixed ?? (kind.name || !named.current ? nameOf(title) : draft.name) });
            }}
          />
          {!kind.name && (
            <Entry
              label={t("collections.form.name")}
              help={t("collections.form.nameHelp")}
              error={errors.name}
              required
            >
              {(entry) => (
                <Input
                  {...entry}
                  className="collections-code"
                  value={draft.name}
                  maxLength={63}
                  onChange={(e) => {
                    named.current = e.target.value !== "";
                    put({ name: e.target.value });
                  }}
                />
              )}
            </Entry>
          )}
        </>
      )}
      {kind.group === "relation" && <RelationForm {...props} />}
      {kind.choices && (
        <ChoicesEditor
          choices={draft.choices}
          kept={field ? choicesOf(field).map((c) => c.value) : []}
          change={(choices) => put({ choices })}
          error={errors.choices}
        />
      )}
      <KindOptions {...props} />
      <Traits {...props} />
      {kind.rules && kind.rules.length > 0 && (
        <RulesEditor
          offered={kind.rules}
          group={kind.group}
          rules={draft.rules}
          change={(rules) => put({ rules })}
          error={errors.rules}
        />
      )}
      {kind.initial && <DefaultValue {...props} />}
      <Entry
        label={t("collections.form.description")}
        help={t("collections.form.descriptionHelp")}
        error={errors.description}
      >
        {(entry) => (
          <Input.TextArea
            {...entry}
            autoSize
            value={draft.description}
            onChange={(e) => put({ description: e.target.value })}
          />
        )}
      </Entry>
      {!field && kind.types.length > 1 && (
        <Entry label={t("collections.form.type")} help={t("collections.form.typeHelp")}>
          {(entry) => (
            <Select
              {...entry}
              value={draft.type}
              options={kind.types.map((value) => ({ value, label: value }))}
              onChange={(type) => put({ type })}
            />
          )}
        </Entry>
      )}
    </>
  );
}

/** What holds for any value of the field. */
function Traits({ draft, change, field }: FieldFormProps) {
  const { t } = useTranslation();
  const { keyed, automatic, group } = kindOf(draft.kind);
  const asked = !automatic;
  const many = draft.kind === "hasMany" || draft.kind === "hasOne";
  if (field?.primaryKey || (!asked && !keyed) || many) return null;
  return (
    <fieldset className="collections-set">
      <legend>{t("collections.form.traits")}</legend>
      {asked && (
        <Checkbox checked={draft.required} onChange={(e) => change({ ...draft, required: e.target.checked })}>
          {t("collections.form.required")}
        </Checkbox>
      )}
      {keyed && (
        <>
          <Checkbox checked={draft.unique} onChange={(e) => change({ ...draft, unique: e.target.checked })}>
            {t("collections.form.unique")}
          </Checkbox>
          {!draft.unique && group !== "relation" && (
            <Checkbox checked={draft.index} onChange={(e) => change({ ...draft, index: e.target.checked })}>
              {t("collections.form.index")}
            </Checkbox>
          )}
        </>
      )}
    </fieldset>
  );
}
