import { type RefObject, useLayoutEffect, useState } from "react";
import { size } from "../ui/tokens";

/** Whether an element has no room for three parts side by side. */
export function useNarrow(ref: RefObject<HTMLElement | null>): boolean {
  const [narrow, setNarrow] = useState(true);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = () => setNarrow(element.clientWidth < size.threeParts);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return narrow;
}
