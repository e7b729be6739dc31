import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Alert, Button, Checkbox, Drawer, Form, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { atFields, explain } from "../ui/failures";
import { usePhone } from "../ui/media";
import { notify } from "../ui/notices";
import { size } from "../ui/tokens";
import { useAct } from "./act";
import { createCollection } from "./api";
import { type CollectionDraft, collectionDefinition, keyKinds, newCollection, notes } from "./collection-draft";
import { Entry } from "./entry";
import { useFirstFocus } from "./first-focus";
import "./form.css";
import { isName, nameFrom } from "./names";

/** Asks what a new collection is called and makes it. */
export function CreateCollection({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const queries = useQueryClient();
  const router = useRouter();
  const [draft, setDraft] = useState<CollectionDraft>(() => newCollection(t("collections.create.firstField")));
  const [touched, setTouched] = useState(false);
  const [tried, setTried] = useState(false);
  const act = useAct();
  const create = useMutation({
    mutationFn: () => {
      const definition = collectionDefinition(draft, presetTitles);
      return createCollection(definition, act.key(definition));
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["collections"] });
      notify({ tone: "good", text: t("collections.create.done", { title: made.title || made.name }) });
      await router.navigate({ to: "/collections/$name", params: { name: made.name } });
    },
    onError: act.answered,
  });
  const presetTitles = {
    createdAt: t("collections.kinds.createdAt.title"),
    createdBy: t("collections.kinds.createdBy.title"),
    updatedAt: t("collections.kinds.updatedAt.title"),
    updatedBy: t("collections.kinds.updatedBy.title"),
  };
  const change = (part: Partial<CollectionDraft>) => {
    setDraft((old) => ({ ...old, ...part }));
    create.reset();
  };
  const refused = atFields(t, create.error, ["title", "name", "description"]);
  const at = (name: string) => refused.at.find((f) => f.name === name)?.errors[0];
  const titleError = at("title") ?? (tried && !draft.title.trim() ? t("collections.problems.titleMissing") : undefined);
  const nameError = at("name") ?? (tried && !isName(draft.name) ? t("collections.problems.nameWrong") : undefined);
  const submit = (e?: FormEvent) => {
    e?.preventDefault();
    setTried(true);
    if (draft.title.trim() && isName(draft.name) && !create.isPending) create.mutate();
  };
  const title = useFirstFocus();
  return (
    <Drawer
      open
      onClose={close}
      size={onPhone ? "100%" : size.drawer}
      title={t("collections.create.title")}
      closable={{ "aria-label": t("collections.close") }}
      mask={{ closable: !draft.title }}
      footer={
        <div className="collections-foot">
          <Button onClick={close}>{t("collections.cancel")}</Button>
          <Button type="primary" loading={create.isPending} onClick={() => submit()}>
            {t("collections.create.submit")}
          </Button>
        </div>
      }
    >
      <Form layout="vertical" component={false}>
        <form onSubmit={submit} noValidate>
          <Entry
            label={t("collections.create.name")}
            help={t("collections.create.nameHelp")}
            error={titleError}
            required
          >
            {(props) => (
              <Input
                {...props}
                ref={title}
                value={draft.title}
                maxLength={120}
                onChange={(e) => {
                  const value = e.target.value;
                  change({ title: value, ...(!touched && { name: nameFrom(value) }) });
                }}
              />
            )}
          </Entry>
          <Entry
            label={t("collections.form.name")}
            help={t("collections.create.technicalHelp")}
            error={nameError}
            required
          >
            {(props) => (
              <Input
                {...props}
                className="collections-code"
                value={draft.name}
                maxLength={63}
                onChange={(e) => {
                  setTouched(e.target.value !== "");
                  change({ name: e.target.value });
                }}
              />
            )}
          </Entry>
          <Entry
            label={t("collections.form.description")}
            help={t("collections.create.descriptionHelp")}
            error={at("description")}
          >
            {(props) => (
              <Input.TextArea
                {...props}
                autoSize
                value={draft.description}
                onChange={(e) => change({ description: e.target.value })}
              />
            )}
          </Entry>
          <Entry label={t("collections.create.first")} help={t("collections.create.firstHelp")}>
            {(props) => <Input {...props} value={draft.first} onChange={(e) => change({ first: e.target.value })} />}
          </Entry>
          <fieldset className="collections-set">
            <legend>{t("collections.create.notes")}</legend>
            {notes.map((name) => (
              <Checkbox
                key={name}
                checked={draft.notes.includes(name)}
                onChange={(e) =>
                  change({ notes: notes.filter((n) => (n === name ? e.target.checked : draft.notes.includes(n))) })
                }
              >
                {t(`collections.kinds.${name}.title`)}
              </Checkbox>
            ))}
          </fieldset>
          <Entry label={t("collections.create.key")} help={t(`collections.keys.${draft.key}.help`)}>
            {(props) => (
              <Select
                {...props}
                value={draft.key}
                onChange={(key) => change({ key })}
                options={keyKinds.map((value) => ({ value, label: t(`collections.keys.${value}.title`) }))}
              />
            )}
          </Entry>
          {create.isError && refused.isWhole && (
            <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, create.error)} />
          )}
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </form>
      </Form>
    </Drawer>
  );
}
