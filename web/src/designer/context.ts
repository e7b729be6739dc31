import { createContext, useContext } from "react";
import type { Collection, PageContent } from "../api/types";
import type { Located } from "./model/problems";
import type { DesignerSearch } from "./search";
import type { DraftEditor } from "./use-draft";

/** What everything in the designer works with. */
export interface Designer {
  editor: DraftEditor;
  content: PageContent;
  collections: readonly Collection[];
  /** The key of the application. */
  application: string;
  problems: readonly Located[];
  search: DesignerSearch;
  /** Opens something: what is not named is closed. */
  open: (search: DesignerSearch) => void;
  /** Selects a block, or a button, in the list of blocks that is shown. */
  select: (uid: string, field?: string) => void;
  /** Changes the content. Changes with the same tag, shortly after each other, are undone together. */
  change: (next: (content: PageContent) => PageContent, tag?: string) => void;
  /** Tells something to those who do not see it. */
  say: (text: string) => void;
}

const Context = createContext<Designer | undefined>(undefined);

export const DesignerProvider = Context.Provider;

export function useDesigner(): Designer {
  const designer = useContext(Context);
  if (!designer) throw new Error("there is no designer around");
  return designer;
}
