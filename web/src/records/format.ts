import { useMemo } from "react";
import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { useZone } from "../app/zone";

/** How the reader writes numbers and dates; dates without a time zone stay as they are. */
export interface Formats {
  number: (value: unknown) => string;
  percent: (value: unknown) => string;
  instant: (value: unknown) => string;
  wallTime: (value: unknown) => string;
  date: (value: unknown) => string;
  time: (value: unknown) => string;
}

/** Makes the formats of a locale. Numbers that are texts are decimals or too large for a number: they stay exact. */
export function formatsOf(locale: string | undefined, timeZone: string): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 10 });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const wallTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const numeral = (format: Intl.NumberFormat) => (value: unknown) => {
    const text = String(value);
    if (text.trim() === "" || Number.isNaN(Number(text))) return text;
    const exact = typeof value === "number" ? value : (text as Intl.StringNumericLiteral);
    return format.format(exact);
  };
  const moment = (format: Intl.DateTimeFormat, read: (text: string) => string) => (value: unknown) => {
    const at = new Date(read(String(value)));
    return Number.isNaN(at.getTime()) ? String(value) : format.format(at);
  };
  return {
    number: numeral(number),
    percent: numeral(percent),
    instant: moment(instant, (s) => s),
    wallTime: moment(wallTime, (s) => `${s.replace(" ", "T")}Z`),
    date: moment(date, (s) => `${s.slice(0, 10)}T00:00:00Z`),
    time: (value) => String(value).replace(/^(\d\d:\d\d):00$/, "$1"),
  };
}

/** The formats of the reader's language and time zone. */
export function useFormats(): Formats {
  const locale = useStore(language)?.code;
  const zone = useZone();
  return useMemo(() => formatsOf(locale, zone), [locale, zone]);
}

/** The sign between whole and part of a number, in the reader's language. */
export function useDecimalSeparator(): string {
  const locale = useStore(language)?.code;
  return useMemo(
    () => new Intl.NumberFormat(locale).formatToParts(1.5).find((p) => p.type === "decimal")?.value ?? ".",
    [locale],
  );
}
