import { useTranslation } from "react-i18next";
import type { Field } from "../api/types";
import { FieldInput } from "../records";
import { definitionOf } from "./draft";
import { Entry } from "./entry";
import type { FieldFormProps } from "./field-form-props";

/** What new records begin with, typed in as in a form of the records. */
export function DefaultValue({ draft, change, collection, all, errors }: FieldFormProps) {
  const { t } = useTranslation();
  const definition = definitionOf({ ...draft, required: false, rules: [] }, collection, all);
  const like = { ...definition, collectionName: collection.name, key: draft.name } as unknown as Field;
  return (
    <Entry label={t("collections.form.default")} help={t("collections.form.defaultHelp")} error={errors.defaultValue}>
      {(entry) => (
        <FieldInput
          id={entry.id}
          aria-describedby={entry["aria-describedby"]}
          invalid={entry["aria-invalid"]}
          // Another kind is another control.
          key={draft.kind}
          field={like}
          collections={all}
          clearable
          value={draft.defaultValue}
          onChange={(defaultValue) =>
            change({ ...draft, defaultValue: defaultValue === null ? undefined : defaultValue })
          }
        />
      )}
    </Entry>
  );
}
