import type { InputRef } from "antd";
import { useEffect, useRef } from "react";

/** How long a drawer takes to come in, in milliseconds: what is outside of the window cannot take the focus. */
const coming = 300;

/** Puts the cursor into the first entry of a drawer once it is there. */
export function useFirstFocus(wanted = true) {
  const ref = useRef<InputRef>(null);
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => ref.current?.focus(), coming);
    return () => clearTimeout(timer);
  }, [wanted]);
  return ref;
}
