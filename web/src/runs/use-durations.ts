import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { duration } from "./time";

/** Durations as the reader writes them. */
export function useDurations() {
  const locale = useStore(language)?.code;
  return (ms: number | null | undefined) => (ms === null || ms === undefined ? "" : duration(ms, locale));
}
