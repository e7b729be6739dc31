const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** How long something took, in the two largest units that say something: "3 min 20 sec", "1.4 sec", "120 ms". */
export function duration(ms: number, locale?: string): string {
  const write = (n: number, unit: string, digits = 0) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(
      n,
    );
  const span = Math.max(Math.round(ms), 0);
  if (span < 1) return `< ${write(1, "millisecond")}`;
  if (span < 1000) return write(span, "millisecond");
  if (span < 60_000) return write(span / 1000, "second", 1);
  const first = units.findIndex(([, size]) => span >= size);
  const [unit, size] = units[first] ?? units[0];
  const whole = Math.floor(span / size);
  const next = units[first + 1];
  const rest = next ? Math.floor((span - whole * size) / next[1]) : 0;
  return next && rest > 0 ? `${write(whole, unit)} ${write(rest, next[0])}` : write(whole, unit);
}

/** Milliseconds from one instant to another; to now where there is no end. Undefined without a beginning. */
export function span(from: string | null | undefined, to: string | null | undefined, now = Date.now()) {
  if (!from) return undefined;
  return Math.max((to ? Date.parse(to) : now) - Date.parse(from), 0);
}
