import { Form, Modal, Radio, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Block, BlockType, Collection, FormMode } from "../api/types";
import { shownCollections } from "../collections/model";
import { useDesigner } from "./context";
import { focusLater } from "./focus";
import { addBlock, find, root } from "./model/content";
import { relationsOf } from "./model/fields";
import { recordAround } from "./model/fits";
import { newBlock, newButton } from "./model/fresh";
import type { Place } from "./model/layout";
import { blockName } from "./names";

interface AddBlockProps {
  within: string;
  type?: BlockType | undefined;
  at?: Place | undefined;
  close: () => void;
}

/** Asks what a new block shows. A text asks for nothing. */
export function AddBlock({ within, type = "table", at, close }: AddBlockProps) {
  const { t } = useTranslation();
  const { content, collections, change, open, say } = useDesigner();
  const around = aroundOf(within, useDesigner());
  const [source, setSource] = useState(
    () => around?.collection ?? content.blocks.find((b) => b.collection)?.collection,
  );
  const [mode, setMode] = useState<FormMode>(around?.collection ? "edit" : "add");
  const done = useRef(false);
  const relations = around ? relationsOf(collections, around.collection) : [];
  const [association, collectionName] = splitSource(source, relations);
  const collection = collections.find((c) => c.name === collectionName);
  const add = () => {
    if (type !== "markdown" && !collection) return;
    const block = ready(type, collection, mode, association);
    change((c) => addBlock(c, within, block, at));
    open({ ...(within !== root && { in: within }), at: block.uid });
    say(t("designer.said.added", { name: blockName(t, block, collections) }));
    focusLater(`[data-block="${block.uid}"]`);
    close();
  };
  useEffect(() => {
    if (type === "markdown" && !done.current) {
      done.current = true;
      add();
    }
  });
  const ready = (kind: BlockType, of: Collection | undefined, as: FormMode, relation: string): Block => {
    const block = newBlock(kind, of, as);
    const extra = relation ? { association: relation } : {};
    if (kind !== "form") return { ...block, ...extra };
    const button = as === "add" ? "submit" : "save";
    return { ...block, ...extra, buttons: [newButton(button, block, t(`designer.words.${button}`))] };
  };
  if (type === "markdown") return null;
  return (
    <Modal
      open
      title={t("designer.add.of", { type: t(`designer.types.${type}`) })}
      okText={t("designer.add.ok")}
      cancelText={t("designer.cancel")}
      okButtonProps={{ disabled: !collection }}
      onOk={add}
      onCancel={close}
    >
      <p className="soft">{t(`designer.about.${type}`)}</p>
      <Form layout="vertical" onFinish={add}>
        <Form.Item label={t("designer.add.records")} htmlFor="add-block-source" required>
          <Select
            id="add-block-source"
            autoFocus
            showSearch={{ optionFilterProp: "label" }}
            {...(source && { value: source })}
            placeholder={t("designer.add.choose")}
            options={[
              ...(relations.length > 0
                ? [
                    {
                      label: t("designer.add.related"),
                      options: relations
                        .filter((r) => type !== "form" || r.type === "hasMany" || r.type === "belongsToMany")
                        .map((r) => ({ value: `~${r.name}`, label: fieldTitle(r) })),
                    },
                  ]
                : []),
              {
                label: t("designer.add.collections"),
                options: offered(collections).map((c) => ({ value: c.name, label: collectionTitle(c) })),
              },
            ]}
            onChange={setSource}
          />
        </Form.Item>
        {type === "form" && (
          <Form.Item label={t("designer.form.mode")}>
            <Radio.Group
              value={association ? "add" : mode}
              disabled={association !== ""}
              onChange={(e) => setMode(e.target.value)}
              options={(["add", "edit"] as const).map((m) => ({ value: m, label: t(`designer.form.${m}`) }))}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

/** The collections that people put on pages: their own, and users. */
export function offered(collections: readonly Collection[]): Collection[] {
  const own = shownCollections(collections, false);
  return [...own, ...collections.filter((c) => c.name === "users")];
}

/** The record that stands around what is added to a pop-up. */
export function aroundOf(
  within: string,
  { content }: Pick<ReturnType<typeof useDesigner>, "content">,
): { collection: string } | undefined {
  const found = within === root ? undefined : find(content, within);
  if (!found?.button || !found.block.collection || !recordAround(found.button, found.block)) return undefined;
  return { collection: found.block.collection };
}

function splitSource(source: string | undefined, relations: ReturnType<typeof relationsOf>): [string, string] {
  if (!source?.startsWith("~")) return ["", source ?? ""];
  const relation = relations.find((r) => r.name === source.slice(1));
  return [relation?.name ?? "", relation?.target ?? ""];
}
