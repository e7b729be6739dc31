import { createContext, type ReactElement, type ReactNode, useContext } from "react";
import type { Block, Collection, PageButton } from "../api/types";
import type { Source } from "../records/queries";
import type { Row } from "../records/record";

/** What can be put around blocks and buttons: the designer's handles, for example. */
export interface Frame {
  /** Instead of a block: what is handed in is the block itself. */
  block?: (block: Block, element: ReactElement) => ReactNode;
  button?: (button: PageButton, element: ReactElement, block: Block) => ReactNode;
}

/** What everything on a page knows of it. */
export interface PageSurroundings {
  collections: readonly Collection[];
  /** The key of the application that the page belongs to. */
  application: string;
  /** The uid of the page. */
  page: string;
  frame: Frame | undefined;
  /** The page is only shown: no button does anything, no form takes anything. */
  inert: boolean;
}

const Context = createContext<PageSurroundings | undefined>(undefined);

export const PageProvider = Context.Provider;

export function usePage(): PageSurroundings {
  const page = useContext(Context);
  if (!page) throw new Error("there is no page around");
  return page;
}

/** The record that blocks stand around: that of the button that opened their pop-up. */
export interface Around {
  collection: Collection;
  row: Row;
}

const AroundContext = createContext<Around | undefined>(undefined);

export const AroundProvider = AroundContext.Provider;

export function useAround(): Around | undefined {
  return useContext(AroundContext);
}

/** Where the records of the block are found whose pop-up for a new one is open: a form in it adds to them. */
export interface Opener {
  collection: string | undefined;
  source: Source | undefined;
}

const OpenerContext = createContext<Opener | undefined>(undefined);

export const OpenerProvider = OpenerContext.Provider;

export function useOpener(): Opener | undefined {
  return useContext(OpenerContext);
}

/** How many pop-ups are around a block, and what to do when a form in the innermost one is through. */
export interface Depth {
  level: number;
  /** Closes the pop-up; what is told at a place in it is told where it was opened from now on. */
  close: ((place: string) => void) | undefined;
}

const DepthContext = createContext<Depth>({ level: 0, close: undefined });

export const DepthProvider = DepthContext.Provider;

export function useDepth(): Depth {
  return useContext(DepthContext);
}
