import { AutoComplete, Select, TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import { type Collection, type FieldType, relationTypes } from "../api/types";
import type { ControlProps } from "./control-props";
import { fieldsOf, useFormScope } from "./form-context";
import { collectionOf } from "./form-model";
import { fold } from "./variables";

const isRelation = (type: FieldType) => (relationTypes as readonly string[]).includes(type);

function matches(text: string, option: { label?: unknown; value?: unknown } | undefined): boolean {
  return fold(`${option?.label} ${option?.value}`).includes(fold(text));
}

/** One of the collections. */
export function CollectionChoice({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { collections, readOnly } = useFormScope();
  const current = typeof value === "string" ? value.replace(/^main:/, "") : undefined;
  const options = collections
    .filter((c) => !c.hidden)
    .map((c) => ({ value: c.name, label: collectionTitle(c) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const gone = current && collections.length > 0 && !options.some((o) => o.value === current);
  if (gone) options.push({ value: current, label: t("steps.form.gone", { name: current }) });
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      status={invalid || gone ? "error" : ""}
      showSearch={{ filterOption: matches }}
      placeholder={t("steps.form.chooseCollection")}
      options={options}
      value={current || undefined}
      onChange={onChange}
      disabled={readOnly ?? false}
    />
  );
}

/** The collection that a form is about: its own, else the trigger's. */
export function useCollection(): string {
  const { schema, value, collection } = useFormScope();
  return collectionOf(schema, value) || (collection ?? "");
}

/** One field of the form's collection; a path into it may be typed as well. */
export function FieldChoice({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { collections, readOnly } = useFormScope();
  const options = fieldsOf(collections, useCollection())
    .filter((f) => !f.hidden && !f.isForeignKey)
    .map((f) => ({ value: f.name, label: fieldTitle(f) }));
  return (
    <AutoComplete
      id={id}
      allowClear
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      showSearch={{ filterOption: matches }}
      options={options}
      value={typeof value === "string" ? value : ""}
      onChange={(name) => onChange(name || undefined)}
      disabled={readOnly ?? false}
    />
  );
}

/** Some fields of the form's collection. */
export function Fields({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { collections, readOnly } = useFormScope();
  const options = fieldsOf(collections, useCollection())
    .filter((f) => !isRelation(f.type))
    .map((f) => ({ value: f.name, label: fieldTitle(f) }));
  return (
    <Select
      id={id}
      mode="multiple"
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      showSearch={{ filterOption: matches }}
      placeholder={t("steps.form.anyField")}
      options={options}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(list) => onChange(list.length > 0 ? list : undefined)}
      disabled={readOnly ?? false}
    />
  );
}

interface Path {
  value: string;
  title: string;
  name: string;
  children?: Path[];
}

/** How far relations are followed. */
const depth = 3;

/** The relations that can be loaded with the records of a collection, as a tree of paths. */
export function relationPaths(
  collections: readonly Collection[],
  collection: string,
  path = "",
  above = "",
  deep = depth,
): Path[] {
  if (deep === 0) return [];
  return fieldsOf(collections, collection)
    .filter((f) => isRelation(f.type) && !f.hidden)
    .map((f) => {
      const value = path ? `${path}.${f.name}` : f.name;
      const name = above ? `${above} › ${fieldTitle(f)}` : fieldTitle(f);
      const children = f.target ? relationPaths(collections, f.target, value, name, deep - 1) : [];
      return { value, title: fieldTitle(f), name, ...(children.length > 0 && { children }) };
    });
}

/** The relations that are loaded with the records. */
export function Appends({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { collections, readOnly } = useFormScope();
  return (
    <TreeSelect
      id={id}
      multiple
      allowClear
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      placeholder={t("steps.form.noRelation")}
      notFoundContent={t("steps.form.noRelations")}
      treeData={relationPaths(collections, useCollection())}
      treeNodeLabelProp="name"
      showSearch={{ treeNodeFilterProp: "title" }}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(list) => onChange(list.length > 0 ? list : undefined)}
      disabled={readOnly ?? false}
    />
  );
}

/** Another node of the same type: the one whose value is set. */
export function NodeChoice({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { node, nodes, readOnly } = useFormScope();
  const options = (nodes ?? [])
    .filter((n) => n.type === node?.type && n.id !== node?.id && !n.config.target)
    .map((n) => ({ value: n.key, label: n.title || n.key }));
  return (
    <Select
      id={id}
      allowClear
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      placeholder={t("steps.form.newVariable")}
      options={options}
      value={typeof value === "string" && value ? value : undefined}
      onChange={(key) => onChange(key)}
      disabled={readOnly ?? false}
    />
  );
}
