import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Form } from "antd";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { atFields } from "../ui/failures";
import { usePhone } from "../ui/media";
import { notify } from "../ui/notices";
import { size } from "../ui/tokens";
import { useAct } from "./act";
import { createField, updateField } from "./api";
import { ChangeField } from "./change-field";
import { consequencesOf } from "./consequence";
import { DeleteField } from "./delete-field";
import { changesOf, definitionOf, draftOf, newDraft, problemsOf } from "./draft";
import type { FieldDraft } from "./field-draft";
import { FieldForm } from "./field-form";
import "./form.css";
import { kindIds } from "./kinds";
import { Refusal } from "./refusal";

interface FieldDrawerProps {
  collection: Collection;
  all: readonly Collection[];
  /** The field that is changed; a new one without it. */
  field: Field | undefined;
  /** The kind that a new field begins with. */
  kind: string | undefined;
  close: () => void;
  /** Goes on with another new field. */
  next: () => void;
}

/** A field in a drawer: a new one, or one that exists. */
export function FieldDrawer({ collection, all, field, kind, close, next }: FieldDrawerProps) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const [base, setBase] = useState(field);
  const first = kindIds.find((id) => id === kind) ?? "text";
  const [draft, setDraft] = useState<FieldDraft>(() => (field ? draftOf(field) : newDraft(first)));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const [round, setRound] = useState(0);
  const [asking, setAsking] = useState<"change" | "delete">();
  const save = useSave({ collection, all, field: base, draft });
  const consequences = base ? consequencesOf(draft, base) : [];
  const taken = (collection.fields ?? []).map((f) => f.name);
  const problems = tried ? problemsOf(draft, taken, !base) : {};
  const refused = atFields(t, save.error, [
    "title",
    "name",
    "description",
    "defaultValue",
    "target",
    "foreignKey",
    "precision",
    "pattern",
    "validation",
  ]);
  const errors: Record<string, string> = {};
  for (const [name, problem] of Object.entries(problems))
    if (problem) errors[name] = t(`collections.problems.${problem}`);
  for (const {
    name,
    errors: [said],
  } of refused.at)
    if (said) errors[name === "validation" ? "rules" : name] = said;
  const changed = base ? Object.keys(changesOf(draft, base)).length > 0 : draft.title !== "";

  const send = (another: boolean) => save.mutate(undefined, { onSuccess: () => (another ? restart() : close()) });
  const restart = () => {
    setDraft(newDraft("text"));
    setRound((n) => n + 1);
    setTried(false);
    save.reset();
    next();
  };
  const submit = (another = false) => {
    setTried(true);
    if (save.isPending) return;
    if (Object.keys(problemsOf(draft, taken, !base)).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    if (base && !changed) return close();
    if (consequences.length > 0) setAsking("change");
    else send(another);
  };
  return (
    <Drawer
      open
      onClose={close}
      size={onPhone ? "100%" : size.drawer}
      title={base ? fieldTitle(base) : t("collections.field.new")}
      closable={{ "aria-label": t("collections.close") }}
      mask={{ closable: !changed }}
      footer={
        <div className="collections-foot">
          {base && !base.primaryKey && (
            <Button danger className="collections-foot-start" onClick={() => setAsking("delete")}>
              {t("collections.field.delete")}
            </Button>
          )}
          <Button onClick={close}>{t("collections.cancel")}</Button>
          {!base && (
            <Button loading={save.isPending} onClick={() => submit(true)}>
              {t("collections.field.createNext")}
            </Button>
          )}
          <Button type="primary" loading={save.isPending} onClick={() => submit()}>
            {base ? t("collections.save") : t("collections.field.create")}
          </Button>
        </div>
      }
    >
      {!save.isPending && !save.isSuccess && (
        <Moved
          base={base}
          field={field}
          take={() => {
            setBase(field);
            if (field) setDraft(draftOf(field));
          }}
          keep={() => setBase(field)}
        />
      )}
      <Form layout="vertical" component={false}>
        <form
          ref={form}
          noValidate
          onSubmit={(e: FormEvent) => {
            e.preventDefault();
            submit();
          }}
        >
          <FieldForm
            key={round}
            draft={draft}
            change={(changed) => {
              setDraft(changed);
              save.reset();
            }}
            field={base}
            collection={collection}
            all={all}
            errors={errors}
          />
          {save.isError && refused.isWhole && <Refusal error={save.error} />}
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </form>
      </Form>
      {base && asking === "change" && (
        <ChangeField
          collection={collection}
          field={base}
          consequences={consequences}
          pending={save.isPending}
          confirm={() => save.mutate(undefined, { onSuccess: close, onError: () => setAsking(undefined) })}
          cancel={() => setAsking(undefined)}
        />
      )}
      {base && asking === "delete" && (
        <DeleteField collection={collection} all={all} field={base} done={close} cancel={() => setAsking(undefined)} />
      )}
    </Drawer>
  );
}

interface SaveProps {
  collection: Collection;
  all: readonly Collection[];
  field: Field | undefined;
  draft: FieldDraft;
}

function useSave({ collection, all, field, draft }: SaveProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const act = useAct();
  return useMutation({
    mutationFn: async () => {
      if (field) return updateField(collection.name, field.name, changesOf(draft, field));
      const definition = definitionOf(draft, collection, all);
      await createField(collection.name, definition, act.key(definition));
    },
    onSuccess: async () => {
      act.answered();
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["collections"] }),
        queries.invalidateQueries({ queryKey: ["records"] }),
      ]);
      notify({
        tone: "good",
        text: t(field ? "collections.field.saved" : "collections.field.created", { title: draft.title }),
      });
    },
    onError: act.answered,
  });
}

interface MovedProps {
  base: Field | undefined;
  field: Field | undefined;
  take: () => void;
  keep: () => void;
}

/** Says that somebody else changed the field meanwhile, and lets the person choose what to go on with. */
function Moved({ base, field, take, keep }: MovedProps) {
  const { t } = useTranslation();
  if (!base || !field || same(base, field)) return null;
  return (
    <Alert
      className="form-alert"
      type="warning"
      showIcon
      role="alert"
      title={t("collections.field.moved")}
      description={t("collections.field.movedWhat", { what: differing(base, field).join(", ") })}
      action={
        <div className="collections-choice">
          <Button size="small" onClick={take}>
            {t("collections.field.take")}
          </Button>
          <Button size="small" onClick={keep}>
            {t("collections.field.keep")}
          </Button>
        </div>
      }
    />
  );
}

const state = ({ sort: _, ...field }: Field): Record<string, unknown> => field;
const differing = (a: Field, b: Field): string[] => {
  const [x, y] = [state(a), state(b)];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].filter(
    (k) => JSON.stringify(x[k]) !== JSON.stringify(y[k]),
  );
};
const same = (a: Field, b: Field): boolean => differing(a, b).length === 0;
