import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection } from "../api/types";
import { Unreadable } from "../records/input";
import { kindOf } from "../records/kinds";
import { type Row, same, submitted } from "../records/record";
import { readDraft, writeDraft } from "./drafts";
import { type FormField, isEmpty } from "./form-fields";

interface Options {
  fields: readonly FormField[];
  /** What the form begins with: the record, or the defaults of a new one. */
  initial: Row;
  /** Whether the record is there already: then only what was changed is sent. */
  existing: boolean;
  collections: readonly Collection[];
  /** Where what was typed is kept. */
  draft: string;
}

/** The values of a form, what is wrong with them, and what was typed but not saved. */
export function useFormState({ fields, initial, existing, collections, draft }: Options) {
  const { t } = useTranslation();
  const [found] = useState(() => known(readDraft(draft), fields));
  const [typed, setTyped] = useState<Row>(found);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [restored, setRestored] = useState(Object.keys(found).length > 0);
  /** What the record said when somebody began to change a field. */
  const [bases, setBases] = useState<Row>({});
  const form = useRef<HTMLFormElement>(null);

  const secret = useMemo(
    () => new Set(fields.filter((f) => f.field?.type === "password").map((f) => f.spec.name)),
    [fields],
  );
  useEffect(() => {
    // Passwords are not kept, nor what cannot be read yet.
    const keep = Object.entries(typed).filter(([name, v]) => !secret.has(name) && !(v instanceof Unreadable));
    writeDraft(draft, Object.fromEntries(keep));
  }, [draft, typed, secret]);

  const valueFor = (name: string) => (Object.hasOwn(typed, name) ? typed[name] : initial[name]);
  const set = (name: string, value: unknown) => {
    if (!Object.hasOwn(bases, name)) setBases((old) => ({ ...old, [name]: initial[name] }));
    setErrors(({ [name]: _, ...rest }) => rest);
    setTyped(({ [name]: _, ...rest }) => (same(value, initial[name]) && existing ? rest : { ...rest, [name]: value }));
  };
  const reset = () => {
    setTyped({});
    setErrors({});
    setBases({});
    setRestored(false);
    writeDraft(draft, {});
  };

  /** Checks what can be checked here; the rest is up to the server. */
  const collect = (): Row | undefined => {
    const wrong: Record<string, string> = {};
    const body: Row = {};
    for (const { spec, field, required, takes, label } of fields) {
      if (!takes || !field) continue;
      const value = valueFor(spec.name);
      if (value instanceof Unreadable) wrong[spec.name] = t("records.badJson");
      else if (required && isEmpty(value)) wrong[spec.name] = t("applications.form.required", { field: label });
      else if (existing ? Object.hasOwn(typed, spec.name) : !isEmpty(value)) {
        body[spec.name] = submitted(field, value, collections);
      }
      if (kindOf(field) === "password" && isEmpty(value)) delete body[spec.name];
    }
    setErrors(wrong);
    if (Object.keys(wrong).length === 0) return body;
    focusFirst(Object.keys(wrong));
    return undefined;
  };

  /** Goes to the first field with a message. */
  const focusFirst = (names: readonly string[]) => {
    setTimeout(() => {
      const first = fields.find((f) => names.includes(f.spec.name))?.spec.name;
      const place = first && form.current?.querySelector(`[data-field="${CSS.escape(first)}"]`);
      if (place) place.querySelector<HTMLElement>("input, textarea, [tabindex]")?.focus();
    });
  };

  const showErrors = (found: readonly { field: string; message: string }[]) => {
    const next: Record<string, string> = {};
    for (const { field, message } of found) next[field] = next[field] ? `${next[field]} ${message}` : message;
    setErrors(next);
    focusFirst(Object.keys(next));
  };

  /** What somebody else made of a field while it was being changed here. */
  const meanwhile = (name: string) =>
    existing && Object.hasOwn(typed, name) && Object.hasOwn(bases, name) && !same(bases[name], initial[name]);
  const accept = (name: string) => {
    setTyped(({ [name]: _, ...rest }) => rest);
    setBases(({ [name]: _, ...rest }) => rest);
  };

  return {
    form,
    valueFor,
    set,
    reset,
    collect,
    errors,
    showErrors,
    restored,
    meanwhile,
    accept,
    dirty: Object.keys(typed).length > 0,
  };
}

/** Of a draft, what the form still has a field for. */
function known(draft: Row | undefined, fields: readonly FormField[]): Row {
  const names = new Set(fields.filter((f) => f.takes).map((f) => f.spec.name));
  return Object.fromEntries(Object.entries(draft ?? {}).filter(([name]) => names.has(name)));
}
