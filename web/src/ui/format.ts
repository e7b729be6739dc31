import { language } from "../app/i18n";
import { useStore } from "../app/store";

/** Dates as the reader writes them, in the time zone of the device. */
export function useDates() {
  const locale = useStore(language)?.code;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const both = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const on = (format: Intl.DateTimeFormat) => (iso: string) => format.format(new Date(iso));
  return { day: on(day), both: on(both), exact: on(exact), clock: on(clock) };
}

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
