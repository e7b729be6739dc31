import type { Block, Collection } from "../api/types";
import type { Source } from "../records/queries";
import { appendsOf, asKey, collectionOf, type Key, keyName, keyOf } from "../records/record";
import { type Around, type Opener, useAround, useOpener, usePage } from "./page-context";
import { usePageState } from "./page-state";

/** What the data of a block are. */
export interface BlockSource {
  collection: Collection;
  /** Where its records are found. */
  source: Source;
  /** The relations that have to be loaded with them. */
  appends: string[];
  /** The record around the block, where it is one of the same collection: what details show and forms edit. */
  record: Key | undefined;
}

/** Where a block finds its data. Only for blocks whose collection is there. */
export function useBlockSource(block: Exclude<Block, { type: "markdown" }>): BlockSource {
  const { collections } = usePage();
  const around = useAround();
  const opener = useOpener();
  const { record } = usePageState();
  const collection = collectionOf(collections, block.collection);
  if (!collection) throw new Error(`the collection ${block.collection} is not there`);
  const { settings } = block;
  const paths = settings.fields.map((f) => f.name);
  const appends = [...new Set([...appendsOf(collections, collection.name, paths), ...(settings.appends ?? [])])];
  return {
    collection,
    source: sourceOf(block, collection, around, opener),
    appends,
    record: ofRecord(block, collection, around, record),
  };
}

function sourceOf(
  block: Block,
  collection: Collection,
  around: Around | undefined,
  opener: Opener | undefined,
): Source {
  const adds = block.type === "form" && block.settings.mode === "add" && !block.association;
  if (adds && opener?.source !== undefined && opener.collection === collection.name) return opener.source;
  if (!block.association || !around) return collection.name;
  const name = keyName(around.collection);
  const id = name && asKey(around.row[name]);
  return id === undefined
    ? collection.name
    : { collection: around.collection.name, id, association: block.association };
}

function ofRecord(block: Block, collection: Collection, around: Around | undefined, record: Key | undefined) {
  if (block.association) return undefined;
  if (around) return around.collection.name === collection.name ? keyOf(around.collection, around.row) : undefined;
  return record;
}
