import { Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection } from "../api/types";
import { Entry } from "./entry";
import { deleteRules, type RelationDraft } from "./field-draft";
import type { FieldFormProps } from "./field-form-props";
import { isExtensible, isSystem } from "./model";
import { freeReverse, isRelationKind, openLinks, reverseOf } from "./relation-draft";
import { RelationSentence } from "./relation-sentence";

/** Where a relation leads, in a sentence; what the other side shows of it; and what deleting does. */
export function RelationForm({ draft, change, field, collection, all, errors }: FieldFormProps) {
  const { t } = useTranslation();
  const { relation, kind } = draft;
  const put = (part: Partial<RelationDraft>) => change({ ...draft, relation: { ...relation, ...part } });
  const target = all.find((c) => c.name === relation.target);
  const targets = all.filter((c) => !c.hidden && !c.isThrough && (!isSystem(c) || isExtensible(c)));
  // A key has to find room on the other side.
  const possible = kind === "hasMany" || kind === "hasOne" ? targets.filter(isExtensible) : targets;
  const links = kind === "hasMany" || kind === "hasOne" ? openLinks(target, collection) : [];
  return (
    <div className="relation-form">
      {!field && (
        <Entry
          label={t("collections.relation.target")}
          help={t("collections.relation.targetHelp")}
          error={errors.target}
          required
        >
          {(entry) => (
            <Select
              {...entry}
              showSearch={{ optionFilterProp: "label" }}
              value={relation.target || null}
              placeholder={t("collections.relation.choose")}
              options={possible.map((c) => ({ value: c.name, label: collectionTitle(c) }))}
              onChange={(name) => put({ target: name, foreignKey: "", reverse: true })}
            />
          )}
        </Entry>
      )}
      {links.length > 0 && (
        <Entry label={t("collections.relation.link")} help={t("collections.relation.linkHelp")}>
          {(entry) => (
            <Select
              {...entry}
              value={relation.foreignKey}
              options={[
                { value: "", label: t("collections.relation.linkNew") },
                ...links.map((f) => ({
                  value: f.foreignKey ?? "",
                  label: t("collections.relation.linkOf", {
                    collection: target ? collectionTitle(target) : "",
                    title: fieldTitle(f),
                  }),
                })),
              ]}
              onChange={(foreignKey) => put({ foreignKey, reverse: !foreignKey })}
            />
          )}
        </Entry>
      )}
      <RelationSentence draft={draft} collection={collection} target={target} />
      {!field && !relation.foreignKey && target && isExtensible(target) && (
        <Reverse relation={relation} put={put} kind={kind} target={target} error={errors.reverseTitle} />
      )}
      {kind !== "belongsToMany" && (
        <Entry label={t("collections.relation.onDelete")} help={t("collections.relation.onDeleteHelp")}>
          {(entry) => (
            <Select
              {...entry}
              value={relation.onDelete}
              options={deleteRules.map((value) => ({
                value,
                label: t(`collections.relation.rules.${value || "EMPTY"}`),
              }))}
              onChange={(onDelete) => put({ onDelete })}
            />
          )}
        </Entry>
      )}
    </div>
  );
}

interface ReverseProps {
  relation: RelationDraft;
  put: (part: Partial<RelationDraft>) => void;
  kind: string;
  target: Collection;
  error: string | undefined;
}

/** The field on the other side. */
function Reverse({ relation, put, kind, target, error }: ReverseProps) {
  const { t } = useTranslation();
  const title = collectionTitle(target);
  return (
    <>
      <Checkbox
        className="relation-form-reverse"
        checked={relation.reverse}
        onChange={(e) => put({ reverse: e.target.checked })}
      >
        {t("collections.relation.reverse", { title })}
      </Checkbox>
      {relation.reverse && (
        <Entry
          label={t("collections.relation.reverseTitle", { title })}
          help={isRelationKind(kind) ? t(`collections.relation.reverseHelp.${reverseOf[kind]}`) : undefined}
          error={error}
          required
        >
          {(entry) => (
            <Input
              {...entry}
              value={relation.reverseTitle}
              onChange={(e) => put({ reverseTitle: e.target.value, reverseName: freeReverse(e.target.value, target) })}
            />
          )}
        </Entry>
      )}
    </>
  );
}
