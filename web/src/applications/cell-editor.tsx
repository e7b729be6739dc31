import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "../records/field-input";
import { Unreadable } from "../records/input";
import { isRequired, kindOf } from "../records/kinds";
import { same, submitted } from "../records/record";
import type { CellProps } from "./cell-props";
import { isEmpty } from "./form-fields";
import { usePage } from "./page-context";
import { press } from "./press";
import { said } from "./presses";

/** Takes another value for a cell. */
export function CellEditor({
  place,
  collection,
  field,
  id,
  value,
  titleField,
  about,
  label,
  close,
}: CellProps & { close: () => void }) {
  const { t } = useTranslation();
  const { collections } = usePage();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(value);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const locked = useRef(false);
  const hint = useId();
  const save = async () => {
    if (locked.current) return;
    if (same(typed, value)) return close();
    if (typed instanceof Unreadable) return setError(t("records.badJson"));
    if (isRequired(field) && isEmpty(typed)) return setError(t("applications.form.required", { field: label }));
    locked.current = true;
    setBusy(true);
    const ending = await press({
      place,
      title: t("applications.cell.title", { field: label, record: about }),
      verb: "save",
      action: `${collection.name}:update`,
      query: { filterByTk: id },
      body: { [field.name]: submitted(field, typed, collections) },
      shows: [field.name],
    });
    if (ending.saved) await queries.invalidateQueries({ queryKey: ["records"] });
    locked.current = false;
    setBusy(false);
    const own = ending.atFields.map((a) => (a.code ? said(t, a) : a.message)).join(" ");
    if (own) setError(own);
    else if (ending.saved) close();
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === "Escape") {
      e.stopPropagation();
      close();
    }
    const lines = kindOf(field) === "longText" || kindOf(field) === "json";
    if (e.key === "Enter" && !e.nativeEvent.isComposing && (!lines || e.ctrlKey || e.metaKey)) void save();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the input in it
    <div className="cell-editor" onKeyDown={keys}>
      <FieldInput
        autoFocus
        aria-label={t("applications.cell.edit", { field: label, record: about })}
        aria-describedby={error ? hint : undefined}
        invalid={error !== undefined}
        disabled={busy}
        field={field}
        collections={collections}
        titleField={titleField}
        value={typed}
        onChange={(v) => {
          setTyped(v);
          setError(undefined);
        }}
      />
      {error && (
        <p id={hint} className="form-field-error" role="alert">
          {error}
        </p>
      )}
      <div className="button-bar">
        <Button size="small" type="primary" loading={busy} onClick={() => void save()}>
          {t("applications.cell.save")}
        </Button>
        <Button size="small" type="text" onClick={close}>
          {t("applications.cancel")}
        </Button>
      </div>
    </div>
  );
}
