/** How long something took, from milliseconds, in the unit that reads best. */
export function took(ms: number, locale: string | undefined): string {
  const [value, unit] =
    ms < 1000
      ? ([ms, "millisecond"] as const)
      : ms < 60_000
        ? ([ms / 1000, "second"] as const)
        : ms < 3_600_000
          ? ([ms / 60_000, "minute"] as const)
          : ([ms / 3_600_000, "hour"] as const);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(
    value,
  );
}
