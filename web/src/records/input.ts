/** A text that was typed for a structured field and cannot be read: it is kept until it is mended. */
export class Unreadable {
  constructor(readonly text: string) {}
}

/** A point in time as the browser's own control takes it, in a time zone. */
export function toLocal(iso: unknown, zone: string): string {
  if (typeof iso !== "string" && typeof iso !== "number") return "";
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : wall(at, zone).slice(0, 16);
}

/** And back: null where there is none. A time that a change of clocks leaves out is the one after it. */
export function fromLocal(text: string, zone: string): string | null {
  const naive = new Date(`${text}Z`).getTime();
  if (text === "" || Number.isNaN(naive)) return null;
  // The offset depends on the point in time that is looked for: it is the one before or after a change of clocks.
  const before = naive - offset(naive - day, zone);
  const after = naive - offset(naive + day, zone);
  const fits = [before, after].find((at) => at + offset(at, zone) === naive);
  return new Date(fits ?? before).toISOString();
}

const day = 24 * 60 * 60 * 1000;

/** How far clocks in a zone are ahead of UTC at a point in time, in milliseconds. */
function offset(at: number, zone: string): number {
  return new Date(`${wall(new Date(at), zone)}Z`).getTime() - at;
}

/** What clocks in a zone show: YYYY-MM-DDTHH:mm:ss. */
function wall(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = new Map(format.formatToParts(at).map((p) => [p.type, p.value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}:${of("second")}`;
}

/** A number as it was typed: exact, as a text where a number would round it. */
export function wholeOf(typed: string | number | null): string | number | null {
  if (typed === null || typed === "") return null;
  const n = Number(typed);
  return Number.isSafeInteger(n) ? n : String(typed);
}

/** A share as people type it, 12.5 for 0.125. */
export function toPercent(value: unknown): string | null {
  const n = Number(value);
  return value === null || value === undefined || value === "" || Number.isNaN(n)
    ? null
    : String(Number((n * 100).toPrecision(15)));
}

/** And back. */
export function fromPercent(typed: string | number | null): number | null {
  return typed === null || typed === "" ? null : Number((Number(typed) / 100).toPrecision(15));
}

/** What was typed for a JSON field. */
export function readJson(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return new Unreadable(text);
  }
}

/** And how it is written for editing. */
export function writeJson(value: unknown): string {
  if (value instanceof Unreadable) return value.text;
  return value === undefined || value === null ? "" : JSON.stringify(value, null, 2);
}
