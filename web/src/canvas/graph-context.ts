import type { ReactNode } from "react";
import { createContext, useContext } from "react";
import type { Tone } from "../ui/tokens";
import type { Names } from "./names";
import type { Place, Spot, Step } from "./tree";

/** What is said about a step beside what it is: how it ran, what changed, what is wrong. */
export interface Decoration {
  tone?: Tone;
  /** A small thing at the card's corner: a tag, a mark. It must say in words what it means, if only unseen. */
  mark?: ReactNode;
  /** A few words below the title. */
  note?: string;
  /** Drawn as something that is not there: removed, or never reached. */
  faint?: boolean;
}

/** What can be done in a drawing that may be changed. */
export interface Editing {
  add: (place: Place) => void;
  /** Whether a step cannot be put there. */
  refuses: (key: string, place: Place) => boolean;
  move: (key: string, place: Place) => void;
  /** The step (or the trigger: null) whose title is being edited in place. */
  renaming: string | null | undefined;
  rename: (key: string | null, title: string | undefined) => void;
  /** What the menu of a step offers. */
  menu: (step: Step | undefined) => ReactNode;
}

/** What the parts of a drawing know in common. */
export interface Drawing {
  names: Names;
  trigger: { type: string; title: string };
  decorate: (step: Step | undefined) => Decoration | undefined;
  /** The id of the spot that has, or would get, the focus. */
  focus: string;
  /** Counts how often the focus was moved by other means than the mouse: each time it is really given. */
  grab: number;
  onFocus: (spot: Spot) => void;
  open: string | undefined;
  onOpen: ((step: Step | undefined) => void) | undefined;
  chosen: ReadonlySet<string>;
  fold: (key: string) => void;
  editing: Editing | undefined;
  /** The slot that a dragged step would go to. */
  target: string | undefined;
  /** The key of the step that is being dragged. */
  dragged: string | undefined;
}

export const DrawingContext = createContext<Drawing | undefined>(undefined);

/** What the drawing around knows. */
export function useDrawing(): Drawing {
  const drawing = useContext(DrawingContext);
  if (!drawing) throw new Error("outside of a drawing");
  return drawing;
}
