import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { ConfigSchema } from "../api/types";
import type { ControlProps } from "./control-props";
import { controlOf } from "./controls";
import { useFormScope } from "./form-context";
import { asObject, belongs, type Config, type Entry, entriesOf, withMember } from "./form-model";

interface ObjectProps {
  schema: ConfigSchema;
  value: Config;
  onChange: (value: Config) => void;
  path: string;
}

/** The settings of an object, one below the other. */
export function ObjectSettings({ schema, value, onChange, path }: ObjectProps) {
  const form = useFormScope();
  const around = { root: form.value, rootSchema: form.schema, outer: form.outer };
  return entriesOf(schema, value, path, around).map((entry) => (
    <Setting
      key={entry.name}
      entry={entry}
      value={value[entry.name]}
      onChange={(v) => onChange(withMember(value, entry.name, v))}
      siblings={value}
      object={schema}
    />
  ));
}

/** Kinds whose parts have names of their own: their name stands above them as that of a group. */
const grouped = new Set(["calculation", "filter", "values", "submitted", "sort", "list", "texts", "yesNo", "choices"]);

/** Kinds of which it is said that they may be left out; of the others their help says what that means. */
const simple = new Set(["collection", "field", "text", "number", "user", "role", "json"]);

/** Kinds that no label element can name: their inputs refer to it instead. */
const unlabelled = new Set(["template", "expression", "json", "choice", "record"]);

function Setting(props: Omit<ControlProps, "id" | "labelId" | "describedBy" | "invalid">) {
  const { t } = useTranslation();
  const { words, errors } = useFormScope();
  const { entry } = props;
  const id = useId();
  const label = words.label(entry.path, entry.schema);
  const help = words.help(entry.path, entry.schema);
  const own = errors.filter((e) => belongs(e.field, entry)).flatMap((e) => e.errors);
  if (entry.kind === "group") return <ObjectSettings {...objectOf(props)} />;
  const notes = { help: help ? `${id}-help` : undefined, errors: own.length > 0 ? `${id}-errors` : undefined };
  const describedBy = [notes.errors, notes.help].filter(Boolean).join(" ") || undefined;
  const Control = controlOf(entry.kind);
  const control = (
    <Control {...props} id={id} labelId={`${id}-label`} describedBy={describedBy} invalid={own.length > 0} />
  );
  const optional = simple.has(entry.kind) && !entry.required && entry.schema.default === undefined;
  const isGroup = grouped.has(entry.kind);
  return (
    <Frame path={entry.path} group={isGroup} labelId={`${id}-label`} describedBy={describedBy}>
      {entry.kind !== "switch" && entry.kind !== "optional" && (
        <Label of={isGroup || unlabelled.has(entry.kind) ? undefined : id} id={`${id}-label`}>
          {label}
          {optional && <span className="setting-optional"> {t("steps.form.optional")}</span>}
        </Label>
      )}
      {control}
      {own.length > 0 && (
        <ul id={notes.errors} className="setting-errors" role="alert">
          {own.map((e) => (
            <li key={e}>{e}</li>
          ))}
        </ul>
      )}
      {help && (
        <p id={notes.help} className="setting-help">
          {help}
        </p>
      )}
    </Frame>
  );
}

function objectOf({ entry, value, onChange }: { entry: Entry; value: unknown; onChange: (v: unknown) => void }) {
  return { schema: entry.schema, value: asObject(value), onChange, path: entry.path };
}

interface FrameProps {
  /** Where the setting stands: what leads to it finds it by this. */
  path: string;
  group: boolean;
  labelId: string;
  describedBy: string | undefined;
  children: ReactNode;
}

function Frame({ path, group, labelId, describedBy, children }: FrameProps) {
  if (!group)
    return (
      <div className="setting" data-path={path}>
        {children}
      </div>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in a grid with the rest
    <div className="setting" data-path={path} role="group" aria-labelledby={labelId} aria-describedby={describedBy}>
      {children}
    </div>
  );
}

function Label({ of, id, children }: { of: string | undefined; id: string; children: ReactNode }) {
  if (!of) {
    return (
      <span id={id} className="setting-label">
        {children}
      </span>
    );
  }
  return (
    <label id={id} htmlFor={of} className="setting-label">
      {children}
    </label>
  );
}
