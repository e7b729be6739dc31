import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormBlock, PageButton } from "../api/types";
import { FieldInput } from "../records/field-input";
import { FieldValue } from "../records/field-value";
import { recordQuery } from "../records/queries";
import { keyOf, type Row, valueAt } from "../records/record";
import { Empty, Failed, Loading } from "../ui/states";
import { nothing } from "./act";
import type { FormSide } from "./button";
import { ButtonBar } from "./button-bar";
import { draftName } from "./drafts";
import "./form-block.css";
import { beginnings, type FormField, formFields } from "./form-fields";
import { useFormState } from "./form-state";
import { useMine } from "./mine";
import { useAround, usePage } from "./page-context";
import { Popups } from "./popup";
import type { Ending } from "./press";
import { said } from "./presses";
import { type BlockSource, useBlockSource } from "./source";

/** A form: for a new record, or for the one around it. */
export function FormBlockView({ block }: { block: FormBlock }) {
  const { t } = useTranslation();
  const { inert } = usePage();
  const data = useBlockSource(block);
  const adding = block.settings.mode === "add";
  const { filter } = block.settings;
  const asked = data.record !== undefined || filter !== undefined || block.association !== undefined;
  const read = useQuery({
    ...recordQuery(
      data.collection.name,
      { id: data.record, filter: data.record === undefined ? filter : undefined, appends: data.appends },
      data.source,
    ),
    enabled: !adding && asked,
  });
  if (adding) return <Form block={block} data={data} row={undefined} />;
  if (!asked)
    return inert ? <Form block={block} data={data} row={{}} /> : <NoRecord text={t("applications.form.noRecord")} />;
  if (read.isPending) return <Loading />;
  if (read.isError) return <Failed error={read.error} retry={() => read.refetch()} />;
  if (read.data === null) return <NoRecord text={t("applications.gone")} />;
  return <Form key={String(keyOf(data.collection, read.data))} block={block} data={data} row={read.data} />;
}

function NoRecord({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <Empty title={t("applications.goneTitle")}>
      <p>{text}</p>
    </Empty>
  );
}

interface FormProps {
  block: FormBlock;
  data: BlockSource;
  /** The record that is edited; undefined for a new one. */
  row: Row | undefined;
}

function Form({ block, data, row }: FormProps) {
  const { t } = useTranslation();
  const { collections, page } = usePage();
  const around = useAround();
  const user = useMine();
  const fields = useMemo(() => formFields(block, collections, data.collection), [block, collections, data.collection]);
  const [now] = useState(() => new Date());
  const initial = useMemo(() => row ?? beginnings(fields, user, now), [row, fields, user, now]);
  const key = row && keyOf(data.collection, row);
  const place = around && keyOf(around.collection, around.row);
  const state = useFormState({
    fields,
    initial,
    existing: row !== undefined,
    collections,
    draft: draftName(user.id, page, block.uid, key ?? "new", key === undefined ? place : undefined),
  });
  const side: FormSide = {
    collect: state.collect,
    shows: fields.filter((f) => f.takes).map((f) => f.spec.name),
    ended: ({ saved, atFields }: Ending, button: PageButton) => {
      const isTrigger = button.kind === "trigger";
      if (saved && !isTrigger) state.reset();
      if (atFields.length > 0)
        state.showErrors(atFields.map((a) => ({ field: a.field, message: a.code ? said(t, a) : a.message })));
    },
  };
  const buttons = block.buttons ?? [];
  const main = buttons.find((b) => b.kind === "submit" || b.kind === "save");
  const target = key === undefined ? nothing : { keys: [key], many: false };
  const pressMain = useRef<() => void>(undefined);
  const acting = { target, row, source: data.source, form: side };
  return (
    <>
      <form
        ref={state.form}
        className="form-block"
        noValidate
        aria-label={block.title || t(row ? "applications.form.edit" : "applications.form.add")}
        onSubmit={(e: FormEvent) => {
          e.preventDefault();
          pressMain.current?.();
        }}
      >
        {state.restored && state.dirty && (
          <p className="form-block-restored" role="status">
            {t("applications.form.restored")}{" "}
            <Button type="link" size="small" onClick={state.reset}>
              {t("applications.form.discard")}
            </Button>
          </p>
        )}
        <div className="form-block-fields">
          {fields.map((f) => (
            <FieldPlace key={f.spec.name} field={f} initial={initial} state={state} />
          ))}
        </div>
        <ButtonBar block={block} buttons={buttons} main={main?.uid} pressMain={pressMain} {...acting} />
      </form>
      <Popups block={block} source={data.source} appends={data.appends} {...(row && { rows: [row] })} />
    </>
  );
}

interface PlaceProps {
  field: FormField;
  initial: Row;
  state: ReturnType<typeof useFormState>;
}

/** One field of a form with its label, help and message. */
function FieldPlace({ field: { spec, field, label, required, takes }, initial, state }: PlaceProps) {
  const { t } = useTranslation();
  const { collections, inert } = usePage();
  const id = useId();
  const error = state.errors[spec.name];
  const share = spec.width ? Math.max(1, Math.min(24, spec.width)) : 24;
  const described = [spec.help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={`form-field share-${share}`} data-field={spec.name}>
      <label htmlFor={takes ? id : undefined} id={`${id}-label`} className="form-field-label">
        {label}
        {required && (
          <span className="form-field-required" aria-hidden>
            {" "}
            *
          </span>
        )}
      </label>
      {!field ? (
        <p className="form-field-error">{t("applications.form.noField", { name: spec.name })}</p>
      ) : takes ? (
        <FieldInput
          id={id}
          field={field}
          collections={collections}
          value={state.valueFor(spec.name)}
          onChange={(v) => state.set(spec.name, v)}
          titleField={spec.titleField}
          clearable={!required}
          disabled={inert}
          invalid={error !== undefined}
          aria-required={required || undefined}
          aria-describedby={described || undefined}
        />
      ) : (
        <div className="form-field-shown">
          <FieldValue
            field={field}
            value={valueAt(initial, spec.name)}
            collections={collections}
            titleField={spec.titleField}
          />
        </div>
      )}
      {spec.help && (
        <p id={`${id}-help`} className="form-field-help">
          {spec.help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="form-field-error">
          {error}
        </p>
      )}
      {field && state.meanwhile(spec.name) && (
        <div className="form-field-meanwhile" role="status">
          <span>
            {t("applications.form.meanwhile")}{" "}
            <FieldValue
              field={field}
              value={initial[spec.name]}
              collections={collections}
              titleField={spec.titleField}
            />
          </span>
          <Button size="small" onClick={() => state.accept(spec.name)}>
            {t("applications.form.accept")}
          </Button>
        </div>
      )}
    </div>
  );
}
