import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { useZone } from "../app/zone";

/** Dates as the reader writes them, in his time zone. */
export function useDates() {
  const locale = useStore(language)?.code;
  const timeZone = useZone();
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone });
  const both = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long", timeZone });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium", timeZone });
  const on = (format: Intl.DateTimeFormat) => (iso: string) => format.format(new Date(iso));
  return { day: on(day), both: on(both), exact: on(exact), clock: on(clock) };
}
