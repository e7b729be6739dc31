import { createContext, useContext } from "react";
import type { Change, Doc } from "./difference";
import type { Editor, EditorState } from "./editor";
import type { Names } from "./names";
import type { Line, Place, Spot, Step } from "./tree";

/** What is asked for in a dialog. */
export type Asking =
  | { kind: "add"; place: Place }
  | { kind: "remove"; keys: readonly string[] }
  | { kind: "paste"; place: Place; steps: Line; lost: readonly { step: Step; keys: string[] }[] }
  | { kind: "publish" }
  | { kind: "discard" }
  | { kind: "rollBack"; id: number }
  | { kind: "run" }
  | { kind: "shortcuts" };

/** What can be done with the steps, however it is asked for. */
export interface Commands {
  add: (place: Place) => void;
  /** Puts new steps at a place; with keep what follows goes into that branch. */
  put: (place: Place, steps: Line, keep?: number) => void;
  remove: (keys: readonly string[]) => void;
  removeNow: (keys: readonly string[], keep?: number) => void;
  move: (key: string, place: Place) => void;
  moveBy: (key: string, by: 1 | -1) => void;
  duplicate: (keys: readonly string[]) => void;
  rename: (key: string | null, title: string) => void;
  /** The text of the chosen steps, for the clipboard. */
  copy: (keys: readonly string[]) => string;
  paste: (text: string, spot: Spot) => void;
  undo: () => void;
  redo: () => void;
}

/** What the parts of the page know in common. */
export interface Bench {
  editor: Editor;
  state: EditorState;
  names: Names;
  /** What is published, to compare with; undefined when that is what is open, or nothing is. */
  published: Doc | undefined;
  /** What differs from it. */
  changes: readonly Change[];
  /** Moves the focus; `grab` gives it really. */
  setCursor: (spot: Spot, grab?: boolean) => void;
  fold: (key: string) => void;
  choose: (keys: readonly string[]) => void;
  setRenaming: (key: string | null | undefined) => void;
  asking: Asking | undefined;
  ask: (asking: Asking | undefined) => void;
  /** Why a type of steps cannot stand in this workflow; undefined when it can. */
  refusal: (type: string) => string | undefined;
  open: (step: Step | undefined, field?: string) => void;
  commands: Commands;
}

/** What is under the hand, and changes with every key: only what draws the steps knows it, or all would be drawn anew. */
export interface Hand {
  cursor: { spot: Spot; grab: number };
  collapsed: ReadonlySet<string>;
  /** The steps chosen together, in their order. */
  chosen: readonly string[];
  /** The step (or the trigger: null) whose title is being edited in place. */
  renaming: string | null | undefined;
}

export const HandContext = createContext<Hand | undefined>(undefined);

/** What is under the hand on the page around. */
export function useHand(): Hand {
  const hand = useContext(HandContext);
  if (!hand) throw new Error("outside of a workflow's page");
  return hand;
}

export const BenchContext = createContext<Bench | undefined>(undefined);

/** The page around. */
export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error("outside of a workflow's page");
  return bench;
}
