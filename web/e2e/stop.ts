import type { Visit } from "./browser";

/** One page of the tour: how to come there, and when it shows what it has. */
export interface Stop {
  /** The route, as the router spells it. */
  route: string;
  /** What its pictures are called. */
  name: string;
  /** The file that has a journey through it. */
  journey: string;
  /** Goes there and waits until there is something to see. */
  go: (v: Visit) => Promise<void>;
  /** What else of the page is worth a look: open dialogs, panels. By the name of its picture. */
  more?: Record<string, (v: Visit) => Promise<void>>;
}
