import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { useBlockActs } from "./acts";
import { useDesigner } from "./context";
import { Line } from "./line";
import { blocksIn, moveBlock, root } from "./model/content";
import { placeOf } from "./model/layout";
import { blockName } from "./names";
import { RolesSelect } from "./roles-select";
import { Section, Setting } from "./setting";
import { SortableList } from "./sortable";

/** What is set for the whole page, and what stands on it, in order. */
export function PageSettings() {
  const { t } = useTranslation();
  const { editor, content, collections, search, problems, change, select } = useDesigner();
  const acts = useBlockActs();
  const blocks = blocksIn(content, search.in ?? root) ?? [];
  const items = blocks.map((block) => ({ id: block.uid, label: blockName(t, block, collections), block }));
  const move = (from: number, to: number) => {
    const [source, target] = [blocks[from], blocks[to]];
    const at = target && placeOf(blocks, target.uid);
    if (source && at)
      change((c) => moveBlock(c, source.uid, { row: at.row + (to > from ? 1 : 0), column: 0, fresh: true }));
  };
  const ofPage = problems.filter((p) => !p.block);
  return (
    <>
      {!search.in && (
        <Section title={t("designer.page.all")}>
          <p className="soft">{t("designer.page.atOnce")}</p>
          <Setting label={t("designer.page.name")} problems={ofPage.filter((p) => p.part === "title")}>
            {(ids) => (
              <Input
                {...ids}
                value={editor.draft.title}
                maxLength={255}
                onChange={(e) => editor.change((old) => ({ ...old, title: e.target.value }), "title")}
              />
            )}
          </Setting>
          <Setting
            label={t("designer.page.roles")}
            help={t("designer.page.rolesHelp")}
            problems={ofPage.filter((p) => p.part.startsWith("roles"))}
          >
            {(ids) => (
              <RolesSelect
                {...ids}
                value={editor.draft.roles}
                everybody={t("designer.roles.everybody")}
                onChange={(roles) => editor.change((old) => ({ ...old, roles }))}
              />
            )}
          </Setting>
        </Section>
      )}
      <Section title={t("designer.page.blocks")}>
        {items.length === 0 && <p className="soft">{t("designer.page.noBlocks")}</p>}
        <SortableList items={items} label={t("designer.page.blocks")} onMove={move}>
          {({ block, label }) => (
            <Line
              name={label}
              wrong={problems.some((p) => p.block === block.uid)}
              open={() => select(block.uid)}
              remove={() => acts.remove(block)}
            />
          )}
        </SortableList>
      </Section>
    </>
  );
}
