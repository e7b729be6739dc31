import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { FieldInput, isRequired, isWritable, type Key, keyOf, kindOf, labelOf, type Row, recordsKey } from "../records";
import { Unreadable } from "../records/input";
import { same, submitted } from "../records/record";
import { atFields, explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { useAct } from "./act";
import { DeleteRecords } from "./delete-records";
import { Entry } from "./entry";
import "./form.css";
import { mayDo, mayWrite } from "./permissions";
import { createRecord, updateRecord } from "./record-api";
import { Value } from "./value";

interface RecordFormProps {
  collection: Collection;
  all: readonly Collection[];
  me: Me;
  /** The key of the record; a new one without it. */
  id: Key | undefined;
  row: Row;
  close: () => void;
  open: (id: string) => void;
}

/** All fields of a record: those that the role may change can be changed, the others are shown. */
export function RecordForm({ collection, all, me, id, row, close, open }: RecordFormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const act = useAct();
  const action = id === undefined ? "create" : "update";
  const fields = (collection.fields ?? []).filter((f) => !f.hidden && f.type !== "sort");
  const writes = (f: Field) =>
    isWritable(f) && !f.isForeignKey && mayDo(me, collection, action) && mayWrite(me, f, action);
  // What is shown beside the form may move on: what was changed here is told apart from it.
  const [typed, setTyped] = useState<Row>(() => (id === undefined ? startOf(fields.filter(writes)) : {}));
  const [base, setBase] = useState(row);
  const [deleting, setDeleting] = useState(false);
  const top = useRef<HTMLFormElement>(null);
  const changed = fields.filter((f) => f.name in typed && (id === undefined || !same(typed[f.name], base[f.name])));
  const bad = changed.some((f) => typed[f.name] instanceof Unreadable);
  const moved = changed.filter((f) => id !== undefined && !same(row[f.name], base[f.name]));
  const values = () => Object.fromEntries(changed.map((f) => [f.name, submitted(f, typed[f.name], all)]));
  const save = useMutation({
    mutationFn: async () => {
      const body = values();
      if (id === undefined) return createRecord(collection.name, body, act.key(body));
      await updateRecord(collection.name, id, body);
      return undefined;
    },
    onSuccess: async (made) => {
      act.answered();
      await queries.invalidateQueries({ queryKey: recordsKey(collection.name) });
      notify({ tone: "good", text: t(made ? "collections.record.created" : "collections.record.saved") });
      const key = made && keyOf(collection, made);
      if (made && key === undefined) close();
      else if (key !== undefined) open(String(key));
      else setTyped({});
    },
    onError: (e) => {
      act.answered(e);
      requestAnimationFrame(() => top.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    },
  });
  const at = atFields(
    t,
    save.error,
    fields.map((f) => f.name),
  );
  const errorOf = (f: Field) => at.at.find((e) => e.name === f.name)?.errors[0];
  const shown = fields.filter((f) => !f.isForeignKey);
  const any = shown.some(writes);
  return (
    <Form layout="vertical" component={false}>
      <form
        ref={top}
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          if (!save.isPending && !bad && moved.length === 0 && (id === undefined || changed.length > 0)) save.mutate();
        }}
      >
        {moved.length > 0 && !save.isPending && (
          <Alert
            className="form-alert"
            type="warning"
            showIcon
            role="alert"
            title={t("collections.record.moved")}
            description={
              <dl className="record-moved">
                {moved.map((f) => (
                  <div key={f.key}>
                    <dt>{fieldTitle(f)}</dt>
                    <dd>
                      <Value field={f} value={row[f.name]} collections={all} />
                    </dd>
                  </div>
                ))}
              </dl>
            }
            action={
              <div className="collections-choice">
                <Button
                  size="small"
                  onClick={() => {
                    setBase(row);
                    setTyped({});
                  }}
                >
                  {t("collections.field.take")}
                </Button>
                <Button size="small" onClick={() => setBase(row)}>
                  {t("collections.field.keep")}
                </Button>
              </div>
            }
          />
        )}
        {shown.map((f) =>
          writes(f) ? (
            <Entry
              key={f.key}
              label={fieldTitle(f)}
              help={f.description ?? undefined}
              error={errorOf(f)}
              required={isRequired(f)}
            >
              {(entry) => (
                <FieldInput
                  id={entry.id}
                  aria-describedby={entry["aria-describedby"]}
                  invalid={entry["aria-invalid"]}
                  field={f}
                  collections={all}
                  value={f.name in typed ? typed[f.name] : row[f.name]}
                  onChange={(value) => {
                    // From here on the first change to what is there counts as seen.
                    if (Object.keys(typed).length === 0) setBase(row);
                    setTyped((old) => ({ ...old, [f.name]: value }));
                    if (save.error || save.isSuccess) save.reset();
                  }}
                />
              )}
            </Entry>
          ) : id === undefined || kindOf(f) === "none" || kindOf(f) === "password" ? null : (
            <div key={f.key} className="record-fact">
              <span className="record-fact-name">{fieldTitle(f)}</span>
              <Value field={f} value={row[f.name]} collections={all} />
            </div>
          ),
        )}
        {save.error && at.isWhole && (
          <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, save.error)} />
        )}
        <div className="collections-foot record-foot">
          {id !== undefined && mayDo(me, collection, "destroy") && (
            <Button danger className="collections-foot-start" onClick={() => setDeleting(true)}>
              {t("collections.grid.delete")}
            </Button>
          )}
          {any && (
            <Button
              type="primary"
              htmlType="submit"
              loading={save.isPending}
              disabled={bad || moved.length > 0 || (id !== undefined && changed.length === 0)}
            >
              {id === undefined ? t("collections.record.create") : t("collections.save")}
            </Button>
          )}
        </div>
      </form>
      {deleting && id !== undefined && (
        <DeleteRecords
          collection={collection}
          keys={[id]}
          label={labelOf(collection, row)}
          cancel={() => setDeleting(false)}
          done={() => {
            close();
            void queries.invalidateQueries({ queryKey: recordsKey(collection.name) });
          }}
        />
      )}
    </Form>
  );
}

/** What a new record begins with. */
function startOf(fields: readonly Field[]): Row {
  return Object.fromEntries(
    fields.filter((f) => f.defaultValue !== undefined && f.defaultValue !== null).map((f) => [f.name, f.defaultValue]),
  );
}
