/** A value as JSON that people read; a text as it is. */
export function writeJson(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, null, 2) ?? "";
}

/** What is in a value, in few words: the beginning of a text, the names of an object, the length of a list. */
export function preview(value: unknown): string {
  if (typeof value === "string") return value.length > 60 ? `${value.slice(0, 60)}…` : value;
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const names = Object.keys(value);
  return `{ ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""} }`;
}
