import { createContext, useContext, useMemo, useState } from "react";
import type { Key } from "../records/record";

/** How one table or list is looked at. */
export interface View {
  page?: number;
  pageSize?: number;
  sort?: string;
  filter?: Record<string, unknown>;
}

/** A pop-up that is open: the button that opens it and the record that it is about. */
export interface OpenPopup {
  button: string;
  record?: Key;
}

/** What of a page is open and how it is looked at. A page in use keeps it in its address. */
export interface PageState {
  /** The record that the address names. */
  record: Key | undefined;
  views: Readonly<Record<string, View>>;
  popups: readonly OpenPopup[];
  setView: (block: string, view: View) => void;
  setPopups: (popups: readonly OpenPopup[]) => void;
}

const none: PageState = { record: undefined, views: {}, popups: [], setView: () => {}, setPopups: () => {} };
const Context = createContext<PageState>(none);

export const PageStateProvider = Context.Provider;

export function usePageState(): PageState {
  return useContext(Context);
}

/** A state that nothing but this page knows: for previews. */
export function useOwnState(): PageState {
  const [views, setViews] = useState<PageState["views"]>({});
  const [popups, setPopups] = useState<PageState["popups"]>([]);
  return useMemo(
    () => ({
      record: undefined,
      views,
      popups,
      setView: (block, view) => setViews((old) => ({ ...old, [block]: view })),
      setPopups,
    }),
    [views, popups],
  );
}
