import { Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import { kindOptions, settled } from "./draft";
import { Entry } from "./entry";
import type { FieldFormProps } from "./field-form-props";

const switches = ["trim", "defaultToCurrentTime", "onUpdateToCurrentTime", "autoFill", "createOnly"] as const;
const numbers = ["length", "precision", "scale", "size"] as const;
const texts = ["prefix", "pattern", "customAlphabet"] as const;
const has = <T extends string>(list: readonly T[], name: string): name is T => list.some((each) => each === name);

/** The settings that only some kinds have. What is settled when a field is made is told but not asked again. */
export function KindOptions({ draft, change, field, collection, errors }: FieldFormProps) {
  const { t } = useTranslation();
  const names = kindOptions[draft.kind] ?? [];
  const put = (name: string, value: unknown) => change({ ...draft, options: { ...draft.options, [name]: value } });
  const checks = names.filter((name) => has(switches, name));
  return (
    <>
      {names.map((name) => {
        const fixed = field !== undefined && settled.includes(name);
        if (has(numbers, name) || has(texts, name)) {
          const value = draft.options[name];
          return (
            <Entry
              key={name}
              label={t(`collections.options.${name}.title`)}
              help={t(`collections.options.${name}.help`)}
              error={errors[name]}
            >
              {(entry) => (
                <Input
                  {...entry}
                  type={has(numbers, name) ? "number" : "text"}
                  min={0}
                  disabled={fixed}
                  value={value === undefined || value === null ? "" : String(value)}
                  onChange={(e) =>
                    put(name, has(numbers, name) && e.target.value !== "" ? Number(e.target.value) : e.target.value)
                  }
                />
              )}
            </Entry>
          );
        }
        if (name === "accuracy" || name === "timezone" || name === "scopeKey") {
          const options =
            name === "accuracy"
              ? [
                  { value: "", label: t("collections.options.accuracy.second") },
                  { value: "millisecond", label: t("collections.options.accuracy.millisecond") },
                ]
              : name === "timezone"
                ? [
                    { value: "", label: t("collections.options.timezone.client") },
                    { value: "server", label: t("collections.options.timezone.server") },
                  ]
                : [
                    { value: "", label: t("collections.options.scopeKey.none") },
                    ...(collection.fields ?? [])
                      .filter((f) => f.isForeignKey || ["string", "boolean", "integer", "bigInt"].includes(f.type))
                      .filter((f) => f.name !== draft.name)
                      .map((f) => ({ value: f.name, label: fieldTitle(f) })),
                  ];
          return (
            <Entry
              key={name}
              label={t(`collections.options.${name}.title`)}
              help={t(`collections.options.${name}.help`)}
            >
              {(entry) => (
                <Select
                  {...entry}
                  disabled={fixed}
                  value={String(draft.options[name] ?? "")}
                  options={options}
                  onChange={(value) => put(name, value)}
                />
              )}
            </Entry>
          );
        }
        return null;
      })}
      {checks.length > 0 && (
        <fieldset className="collections-set">
          <legend>{t("collections.options.title")}</legend>
          {checks.map((name) => (
            <Checkbox
              key={name}
              checked={name === "autoFill" ? draft.options[name] !== false : draft.options[name] === true}
              onChange={(e) =>
                put(name, name === "autoFill" ? (e.target.checked ? undefined : false) : e.target.checked || undefined)
              }
            >
              {t(`collections.options.${name}`)}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </>
  );
}
