import { TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import type { Block } from "../api/types";
import { useDesigner } from "./context";
import { Line } from "./line";
import { changeSettings, fieldsOf } from "./model/content";
import { newField, type Offer, offersFor, pathTitle } from "./model/fields";
import { moved } from "./model/patch";
import { SortableList } from "./sortable";

/** The fields of a block in their order, and those of the collection that can be added. */
export function FieldList({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { collections, problems, change, select, say } = useDesigner();
  const fields = fieldsOf(block);
  const set = (next: typeof fields) => change((c) => changeSettings(c, block.uid, { fields: next }));
  const title = (name: string) => pathTitle(collections, block.collection ?? "", name);
  const items = fields.map((field, i) => ({ id: field.name, label: field.label || title(field.name), field, i }));
  const used = new Set(fields.map((f) => f.name));
  const node = (o: Offer): object => ({
    value: o.name,
    title: o.title,
    disabled: used.has(o.name),
    ...(o.children && { children: o.children.map(node) }),
  });
  const offers = offersFor(block, collections);
  return (
    <>
      {items.length === 0 && <p className="soft">{t("designer.fields.none")}</p>}
      <SortableList
        items={items}
        label={t("designer.fields.title")}
        onMove={(from, to) => set(moved(fields, from, to))}
      >
        {({ field, label, i }) => (
          <Line
            name={label}
            more={field.label ? title(field.name) : undefined}
            wrong={problems.some((p) => p.block === block.uid && p.field === i)}
            open={() => select(block.uid, field.name)}
            remove={() => {
              set(fields.filter((f) => f !== field));
              say(t("designer.said.removed", { name: label }));
            }}
          />
        )}
      </SortableList>
      {offers.length > 0 && (
        <TreeSelect<string>
          aria-label={t("designer.fields.add")}
          showSearch={{ treeNodeFilterProp: "title" }}
          value={null as unknown as string}
          placeholder={t("designer.fields.add")}
          treeData={offers.map(node)}
          onChange={(name) => {
            if (!name || used.has(name)) return;
            set([...fields, newField(name, block, collections)]);
            say(t("designer.said.added", { name: title(name) }));
          }}
        />
      )}
    </>
  );
}
