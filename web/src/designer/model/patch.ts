/** A copy of an object with other values; what is undefined is taken out. */
export function patched<T extends object>(object: T, patch: { [K in keyof T]?: T[K] | undefined }): T {
  const next = { ...object };
  for (const key of Object.keys(patch) as (keyof T)[]) {
    const value = patch[key];
    if (value === undefined) delete next[key];
    else next[key] = value as T[keyof T];
  }
  return next;
}

/** Undefined for what is not worth being stored: an empty text or list, no, nothing. */
export function worth<T>(value: T): T | undefined {
  const nothing = value === "" || value === false || value === 0 || value === null;
  return nothing || (Array.isArray(value) && value.length === 0) ? undefined : value;
}

/** A copy of a list with an entry at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  return next;
}

/** The same list when no entry changed: what did not change is not drawn again. */
export function mapped<T>(list: readonly T[], change: (item: T) => T): T[] {
  const next = list.map(change);
  return next.every((item, i) => item === list[i]) ? (list as T[]) : next;
}
