const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** A name that nothing else has: buttons are known by theirs in the whole system. */
export function newUid(kind: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `${kind}-${Array.from(bytes, (b) => letters[b % letters.length]).join("")}`;
}
