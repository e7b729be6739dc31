import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Form, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import type { Key, Row } from "../records";
import { Unreadable } from "../records/input";
import { writableFields } from "../records/kinds";
import { keyName, submitted } from "../records/record";
import { atFields, explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { useAct } from "./act";
import { countQuery } from "./api";
import { type BulkScope, updateRecords } from "./bulk-api";
import "./bulk-change.css";
import { BulkValues } from "./bulk-values";
import { mayWrite } from "./permissions";

interface BulkChangeProps {
  collection: Collection;
  all: readonly Collection[];
  me: Me;
  filter: Record<string, unknown> | undefined;
  chosen: readonly Key[];
  /** Called as soon as something was changed. */
  changed: () => void;
  close: () => void;
}

/** Gives several records the same values: the chosen ones, or all that fit the filter. */
export function BulkChange({ collection, all, me, filter, chosen, changed, close }: BulkChangeProps) {
  const { t } = useTranslation();
  const act = useAct();
  // What is chosen when the dialog opens is meant; afterwards nothing is chosen any more.
  const [keys] = useState(chosen);
  const [every, setEvery] = useState(keys.length === 0);
  const [values, setValues] = useState<ReadonlyMap<string, unknown>>(new Map());
  const counted = useQuery(countQuery(collection.name, filter));
  const count = every ? counted.data : keys.length;
  const fields = writableFields(collection).filter((f) => isShareable(f) && mayWrite(me, f, "update"));
  const scope: BulkScope = every ? { filter } : { by: keyName(collection) ?? "id", keys };
  const save = useMutation({
    mutationFn: () => {
      const named = fields.filter((f) => values.has(f.name));
      const body: Row = Object.fromEntries(named.map((f) => [f.name, submitted(f, values.get(f.name), all)]));
      return updateRecords(collection.name, scope, body, act.key([scope, body]));
    },
    onSuccess: (done) => {
      act.answered();
      changed();
      if (isTold(done.count, count, done.receipt?.outcome)) return;
      notify({ tone: "good", text: t("collections.bulk.changed", { count: done.count }) });
      close();
    },
    onError: (e) => act.answered(e),
  });
  const at = atFields(t, save.error, [...values.keys()]);
  const bad = [...values.values()].some((v) => v instanceof Unreadable);
  const done = save.data;
  const reset = () => save.error && save.reset();
  return (
    <Modal
      open
      title={t("collections.bulk.title")}
      okText={
        done
          ? t("collections.close")
          : typeof count === "number"
            ? t("collections.bulk.submit", { count })
            : t("collections.bulk.submitAll")
      }
      okButtonProps={{
        loading: save.isPending,
        disabled: !done && (values.size === 0 || bad || count === 0 || (every && counted.isPending)),
      }}
      cancelText={t("collections.cancel")}
      cancelButtonProps={{ disabled: save.isPending, ...(done && { hidden: true }) }}
      closable={{ "aria-label": t("collections.close") }}
      mask={{ closable: false }}
      onOk={() => (done ? close() : save.mutate())}
      onCancel={close}
    >
      {done ? (
        <Outcome done={done} asked={count ?? done.count} />
      ) : (
        <div className="bulk-change">
          <Radio.Group
            className="bulk-change-scope"
            aria-label={t("collections.bulk.which")}
            value={every}
            disabled={save.isPending}
            onChange={(e) => {
              setEvery(e.target.value);
              reset();
            }}
          >
            {keys.length > 0 && <Radio value={false}>{t("collections.bulk.chosen", { count: keys.length })}</Radio>}
            <Radio value={true}>
              {typeof counted.data === "number"
                ? t(filter ? "collections.bulk.filtered" : "collections.bulk.all", { count: counted.data })
                : t(filter ? "collections.bulk.filteredAll" : "collections.bulk.everything")}
            </Radio>
          </Radio.Group>
          <Form layout="vertical" component={false}>
            <BulkValues
              fields={fields}
              collections={all}
              values={values}
              disabled={save.isPending}
              errorOf={(f) => at.at.find((e) => e.name === f.name)?.errors[0]}
              onChange={(next) => {
                setValues(next);
                reset();
              }}
            />
          </Form>
          {values.size > 0 && <p className="soft">{t("collections.bulk.help")}</p>}
          {counted.isError && every && <Alert type="error" showIcon title={explain(t, counted.error)} />}
          {save.error && (
            <Alert
              type="error"
              showIcon
              role="alert"
              title={
                at.isWhole ? explain(t, save.error) : t("collections.bulk.refused", { fields: namesOf(fields, at) })
              }
              description={t("collections.bulk.nothing")}
            />
          )}
        </div>
      )}
    </Modal>
  );
}

/** Whether several records may have the same value. */
const isShareable = (f: Field) => !f.unique && !f.primaryKey && !f.isForeignKey && f.type !== "sort";

/** Whether the outcome is more than a line in passing. */
const isTold = (count: number, asked: number | null | undefined, outcome: string | undefined) =>
  (typeof asked === "number" && count < asked) || outcome === "failed_after_save";

const namesOf = (fields: readonly Field[], { at }: ReturnType<typeof atFields>) =>
  fields
    .filter((f) => at.some((e) => e.name === f.name))
    .map(fieldTitle)
    .join(", ");

interface OutcomeProps {
  done: Awaited<ReturnType<typeof updateRecords>>;
  asked: number;
}

/** What was changed, when it is less than was asked for or something that followed failed. */
function Outcome({ done: { count, receipt }, asked }: OutcomeProps) {
  const { t } = useTranslation();
  const missed = asked - count;
  const failed = receipt?.outcome === "failed_after_save";
  return (
    <div className="bulk-change" role="status">
      <Alert
        type={count > 0 && !failed ? "info" : "warning"}
        showIcon
        title={count > 0 ? t("collections.bulk.changed", { count }) : t("collections.bulk.changedNone")}
        description={missed > 0 && t("collections.bulk.missed", { count: missed })}
      />
      {failed && <Alert type="warning" showIcon title={t("collections.bulk.failed")} />}
      {receipt && (
        <Link to="/receipts/$id" params={{ id: String(receipt.id) }}>
          {t("collections.bulk.receipt")}
        </Link>
      )}
    </div>
  );
}
