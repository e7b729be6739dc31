import { Button, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle } from "../api/model";
import { offered } from "./add-block";
import { useDesigner } from "./context";
import { focusLater } from "./focus";
import { readyPage } from "./model/fresh";

/** Makes an empty page one to work with: a table, a form for new records and one to edit. */
export function StartReady() {
  const { t } = useTranslation();
  const { collections, change, open, say } = useDesigner();
  const [name, setName] = useState<string>();
  const id = useId();
  const all = offered(collections);
  const collection = all.find((c) => c.name === name);
  if (all.length === 0) return <p className="soft">{t("designer.empty.noCollections")}</p>;
  const make = () => {
    if (!collection) return;
    const words = {
      add: t("designer.words.add"),
      submit: t("designer.words.submit"),
      edit: t("designer.words.edit"),
      save: t("designer.words.save"),
      delete: t("designer.words.delete"),
      deleteConfirm: t("designer.words.deleteConfirm"),
    };
    const content = readyPage(collection, words);
    change(() => content);
    open({});
    say(t("designer.said.added", { name: collectionTitle(collection) }));
    focusLater(`[data-block="${content.blocks[0]?.uid}"]`);
  };
  return (
    <div className="start-ready">
      <label htmlFor={id}>{t("designer.empty.ready")}</label>
      <div className="page-tools">
        <Select
          id={id}
          className="start-ready-choice"
          showSearch={{ optionFilterProp: "label" }}
          value={name ?? null}
          placeholder={t("designer.add.choose")}
          options={all.map((c) => ({ value: c.name, label: collectionTitle(c) }))}
          onChange={(n: string | null) => setName(n ?? undefined)}
        />
        <Button type="primary" disabled={!collection} onClick={make}>
          {t("designer.empty.make")}
        </Button>
      </div>
      <p className="soft">{t("designer.newPage.readyHelp")}</p>
    </div>
  );
}
