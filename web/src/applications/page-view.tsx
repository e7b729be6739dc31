import { useMemo } from "react";
import { useLiveQueries } from "../api/live";
import type { Block, Collection, PageContent } from "../api/types";
import { rowsOf } from "../designer/model/layout";
import { recordsKey } from "../records/queries";
import { BlockView } from "./block";
import { type Frame, PageProvider, usePage } from "./page-context";
import { type PageState, PageStateProvider, useOwnState } from "./page-state";
import "./page-view.css";

export interface PageViewProps {
  content: PageContent;
  collections: readonly Collection[];
  /** The key of the application and the uid of the page: for links, drafts and what is told after a press. */
  application: string;
  page: string;
  /** What is put around blocks and buttons. */
  frame?: Frame | undefined;
  /** Only to be looked at: nothing on it does anything. */
  inert?: boolean | undefined;
  /** What is open and how it is looked at; without it the view keeps that to itself. */
  state?: PageState | undefined;
}

/** A page: its blocks in their layout, with their data and buttons. */
export function PageView({ content, collections, application, page, frame, inert = false, state }: PageViewProps) {
  const own = useOwnState();
  const surroundings = useMemo(
    () => ({ collections, application, page, frame, inert }),
    [collections, application, page, frame, inert],
  );
  const names = useMemo(() => shownCollections(content), [content]);
  const followed = names.map((name) => `collection:${name}`);
  useLiveQueries(inert ? [] : followed.slice(0, 50), ...names.map(recordsKey));
  return (
    <PageProvider value={surroundings}>
      <PageStateProvider value={state ?? own}>
        <Blocks blocks={content.blocks} />
      </PageStateProvider>
    </PageProvider>
  );
}

/** The collections of the blocks that a page shows at once, pop-ups included. */
function shownCollections(content: PageContent): string[] {
  const names = new Set<string>();
  const visit = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      if (block.collection) names.add(block.collection);
      for (const button of block.buttons ?? []) visit(button.blocks ?? []);
    }
  };
  visit(content.blocks);
  return [...names].sort();
}

/** Blocks in rows, each with its share of the row's 24 parts. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const { frame } = usePage();
  return (
    <div className="page-view">
      {rowsOf(blocks).map((row) => (
        <div key={row.map((b) => b.uid).join(" ")} className="page-view-row">
          {shares(row).map(({ block, share }) => {
            const element = <BlockView key={block.uid} block={block} />;
            return (
              <div key={block.uid} className={`page-view-cell share-${share}`}>
                {frame?.block ? frame.block(block, element) : element}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

const parts = 24;

/** The share of each block of a row: its own, or an equal part of what the others leave. */
export function shares(row: readonly Block[]): { block: Block; share: number }[] {
  const fixed = row.reduce((sum, b) => sum + (b.settings.layout?.width ?? 0), 0);
  const open = row.filter((b) => !b.settings.layout?.width).length;
  const equal = Math.max(Math.floor((parts - fixed) / Math.max(open, 1)), 3);
  return row.map((block) => ({ block, share: block.settings.layout?.width || equal }));
}
