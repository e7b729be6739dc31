import { useSyncExternalStore } from "react";
import { phone } from "./tokens";

const narrow = window.matchMedia(`not all and (min-width:${phone}px)`);

function follow(listener: () => void) {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}

/** Whether the app is on a phone, or in a window as narrow. */
export function usePhone(): boolean {
  return useSyncExternalStore(follow, () => narrow.matches);
}
