import type { TFunction } from "i18next";
import { collectionTitle } from "../api/model";
import type { Block, Collection, PageButton } from "../api/types";

/** What a block is called: its type, with its heading or collection. */
export function blockName(t: TFunction, block: Block, collections: readonly Collection[]): string {
  const collection = collections.find((c) => c.name === block.collection);
  const name = block.title || (collection ? collectionTitle(collection) : (block.collection ?? ""));
  const type = t(`designer.types.${block.type}`);
  return name ? t("designer.named", { type, name }) : type;
}

/** What a button is called: what stands on it, else what it does. */
export function buttonName(t: TFunction, button: PageButton): string {
  return button.title || t(`designer.kinds.${button.kind}`);
}
