/**
 * The short code of a receipt: its id in twelve symbols that people can read out and type, such as "0BB7-4HTK-M2R9".
 *
 * Eleven symbols are the id in base 32, the most significant first, with Crockford's alphabet: digits and capital letters
 * without I, L, O and U, of which I and L are read as 1 and O as 0. The twelfth is a check symbol: the sum of each symbol's
 * value times its place (from 1), modulo 31. It finds every single mistyped symbol and every two neighbours that were
 * exchanged, but for 0 and Z, which differ by 31. Nothing has to be looked up: the code is the id.
 */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const places = 11; // 55 bits; ids have 53

function check(values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + value * (i + 1), 0) % 31;
}

/** The code of a receipt's id. */
export function receiptCode(id: number): string {
  const values: number[] = [];
  for (let rest = id; values.length < places; rest = Math.floor(rest / 32)) values.unshift(rest % 32);
  const text = [...values, check(values)].map((v) => alphabet[v]).join("");
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/** The id that a text names: a code, however it is written, or the id itself; undefined when it is neither. */
export function receiptOf(text: string): number | undefined {
  const plain = text.toUpperCase().replace(/[\s-]/g, "");
  return decode(plain) ?? (/^\d{1,16}$/.test(plain) ? whole(Number(plain)) : undefined);
}

function decode(plain: string): number | undefined {
  const values = [...plain.replace(/O/g, "0").replace(/[IL]/g, "1")].map((c) => alphabet.indexOf(c));
  const last = values.pop();
  if (values.length !== places || values.includes(-1) || last !== check(values)) return undefined;
  return whole(values.reduce((id, v) => id * 32 + v, 0));
}

function whole(id: number): number | undefined {
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
