import { useTranslation } from "react-i18next";
import type { Block, PageButton } from "../api/types";
import { useDesigner } from "./context";
import { focusLater } from "./focus";
import * as model from "./model/content";
import type { Direction } from "./model/layout";
import { blockName, buttonName } from "./names";

/** What can be done with blocks from everywhere, told to those who do not see it; the focus stays where it makes sense. */
export function useBlockActs() {
  const { t } = useTranslation();
  const { content, collections, search, change, select, open, say } = useDesigner();
  const list = model.blocksIn(content, search.in ?? model.root) ?? [];
  const keep = search.in ? { in: search.in } : {};
  return {
    step(block: Block, to: Direction) {
      const name = blockName(t, block, collections);
      const next = model.stepBlock(content, block.uid, to);
      if (next === content) {
        say(t("designer.said.edge", { name }));
        return;
      }
      change((c) => model.stepBlock(c, block.uid, to));
      const rows = model.blocksIn(next, search.in ?? model.root) ?? [];
      say(
        t("designer.said.moved", { name, place: rows.findIndex((b) => b.uid === block.uid) + 1, count: rows.length }),
      );
      focusLater(`[data-handle="${block.uid}"]`);
    },
    duplicate(block: Block) {
      const { content: next, uid } = model.duplicateBlock(content, block.uid);
      change(() => next);
      select(uid);
      say(t("designer.said.duplicated", { name: blockName(t, block, collections) }));
      focusLater(`[data-block="${uid}"]`);
    },
    remove(block: Block) {
      const at = list.findIndex((b) => b.uid === block.uid);
      const beside = list[at + 1] ?? list[at - 1];
      change((c) => model.removeBlock(c, block.uid));
      open(keep);
      say(t("designer.said.removed", { name: blockName(t, block, collections) }));
      focusLater(beside ? `[data-block="${beside.uid}"]` : ".palette-entry");
    },
    duplicateButton(button: PageButton) {
      const { content: next, uid } = model.duplicateButton(content, button.uid);
      change(() => next);
      select(uid);
      say(t("designer.said.duplicated", { name: buttonName(t, button) }));
    },
    removeButton(button: PageButton) {
      const block = model.find(content, button.uid)?.block;
      change((c) => model.removeButton(c, button.uid));
      if (block) select(block.uid);
      say(t("designer.said.removed", { name: buttonName(t, button) }));
      focusLater(".inspector h2");
    },
  };
}
