import { useState } from "react";

/** Whether something was true at any time: what was opened once stays, to close as it should. */
export function useOnce(now: boolean): boolean {
  const [once, setOnce] = useState(now);
  if (now && !once) setOnce(true);
  return once || now;
}

/** By then, in milliseconds, a page has what it needs itself. */
const settled = 4000;

/** Loads what may be needed next when the page is at rest. Returns what calls that off. */
export function whenIdle(...loads: readonly (() => Promise<unknown>)[]): () => void {
  const timer = setTimeout(() => {
    // What fails now is tried again when it is needed.
    for (const load of loads) load().catch(() => {});
  }, settled);
  return () => clearTimeout(timer);
}
