import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import { notify } from "../ui/notices";
import { updateCollection } from "./api";
import { DeleteCollection } from "./delete-collection";
import { Entry } from "./entry";
import type { PartProps } from "./part-props";
import "./form.css";
import { Indexes } from "./indexes";
import { isTitleable } from "./model";
import { Refusal } from "./refusal";

/** What is told of a collection besides its fields: title, what its records are called, indexes, and its end. */
export function Settings(props: PartProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  return (
    <div className="settings">
      <section className="panel panel-pad settings-part" aria-label={t("collections.settings.general")}>
        <h2>{t("collections.settings.general")}</h2>
        <General {...props} />
      </section>
      <section className="panel panel-pad settings-part" aria-label={t("collections.indexes.title")}>
        <h2>{t("collections.indexes.title")}</h2>
        <p className="soft">{t("collections.indexes.help")}</p>
        <Indexes {...props} />
      </section>
      <section className="panel panel-pad settings-part" aria-label={t("collections.settings.end")}>
        <h2>{t("collections.settings.end")}</h2>
        <p className="soft">{t("collections.settings.endHelp")}</p>
        <div>
          <Button danger onClick={() => setDeleting(true)}>
            {t("collections.settings.delete")}
          </Button>
        </div>
      </section>
      {deleting && (
        <DeleteCollection
          {...props}
          done={() => navigate({ to: "/collections", replace: true })}
          cancel={() => setDeleting(false)}
        />
      )}
    </div>
  );
}

function General({ collection }: PartProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [title, setTitle] = useState<string>();
  const [description, setDescription] = useState<string>();
  const [titleField, setTitleField] = useState<string>();
  // Only what was changed is sent: what somebody else changes meanwhile stays.
  const changes = {
    ...(title !== undefined && title.trim() !== (collection.title ?? "") && { title: title.trim() }),
    ...(description !== undefined &&
      description.trim() !== (collection.description ?? "") && { description: description.trim() || null }),
    ...(titleField !== undefined && titleField !== collection.titleField && { titleField }),
  };
  const changed = Object.keys(changes).length > 0;
  const save = useMutation({
    mutationFn: () => updateCollection(collection.name, changes),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["collections"] });
      setTitle(undefined);
      setDescription(undefined);
      setTitleField(undefined);
      notify({ tone: "good", text: t("collections.settings.saved") });
    },
  });
  const missing = title !== undefined && !title.trim();
  const titles = (collection.fields ?? []).filter(isTitleable);
  return (
    <Form layout="vertical" component={false}>
      <form
        noValidate
        className="settings-form"
        onSubmit={(e) => {
          e.preventDefault();
          if (changed && !missing && !save.isPending) save.mutate();
        }}
      >
        <Entry
          label={t("collections.create.name")}
          error={missing ? t("collections.problems.titleMissing") : undefined}
          required
        >
          {(entry) => (
            <Input {...entry} value={title ?? collectionTitle(collection)} onChange={(e) => setTitle(e.target.value)} />
          )}
        </Entry>
        <Entry label={t("collections.form.description")} help={t("collections.create.descriptionHelp")}>
          {(entry) => (
            <Input.TextArea
              {...entry}
              autoSize
              value={description ?? collection.description ?? ""}
              onChange={(e) => setDescription(e.target.value)}
            />
          )}
        </Entry>
        <Entry label={t("collections.settings.titleField")} help={t("collections.settings.titleFieldHelp")}>
          {(entry) => (
            <Select
              {...entry}
              value={titleField ?? collection.titleField ?? ""}
              options={titles.map((f) => ({ value: f.name, label: fieldTitle(f) }))}
              onChange={setTitleField}
            />
          )}
        </Entry>
        {save.error && <Refusal error={save.error} />}
        <div>
          <Button type="primary" htmlType="submit" disabled={!changed || missing} loading={save.isPending}>
            {t("collections.save")}
          </Button>
        </div>
      </form>
    </Form>
  );
}
