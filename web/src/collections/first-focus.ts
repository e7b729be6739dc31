import type { InputRef } from "antd";
import { useEffect, useRef } from "react";

/** How long a drawer takes to come in, in milliseconds: what is outside of the window cannot take the focus. */
const coming = 300;

/** Puts the cursor into the first entry of a drawer once it is there, unless the person is at another one by then. */
export function useFirstFocus(wanted = true) {
  const ref = useRef<InputRef>(null);
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => {
      const at = document.activeElement;
      const drawer = ref.current?.input?.closest("[role=dialog]");
      const busy = at?.matches("input, textarea") && drawer?.contains(at);
      if (!busy) ref.current?.focus();
    }, coming);
    return () => clearTimeout(timer);
  }, [wanted]);
  return ref;
}
