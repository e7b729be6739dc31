import { type Row, valueAt } from "../records/record";

/** An address with the values of a record in its places {{title}}. */
export function addressWith(url: string, row: Row | undefined): string {
  return url.replace(/\{\{\s*(?:\$record\.)?([\w.]+)\s*\}\}/g, (_, path: string) =>
    encodeURIComponent(String(valueAt(row, path) ?? "")),
  );
}

/** Where an address leads: elsewhere, in a window of its own, or to a place of this app. Others lead nowhere. */
export function kindOfAddress(url: string): "elsewhere" | "here" | undefined {
  if (url.charCodeAt(0) <= 32) return undefined; // browsers skip such signs, and what follows counts
  if (/^https?:\/\//i.test(url)) return "elsewhere";
  if (/^[a-z][a-z\d+.-]*:/i.test(url) || /^[/\\]{2}/.test(url)) return undefined;
  return "here";
}
