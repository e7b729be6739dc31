/** Letters that decomposing does not turn into plain ones. */
const plain: Record<string, string> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** The longest name that every database keeps in full. */
const longest = 63;

/** A name for programs from a title for people: "Expense claims" is expenseClaims. "" when no letter of it can stand. */
export function nameFrom(title: string): string {
  const words = title
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[œæßøłđðþı]/g, (c) => plain[c] ?? "")
    .replace(/['’]/g, "")
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return words
    .map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("")
    .slice(0, longest);
}

/** A name that is not taken yet, with a number behind it where it has to be. Case does not tell names apart. */
export function freeName(wanted: string, taken: readonly string[], otherwise = "field"): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  const base = wanted || otherwise;
  if (wanted && !used.has(base.toLowerCase())) return base;
  for (let n = wanted ? 2 : 1; ; n += 1) {
    const name = `${base.slice(0, longest - String(n).length)}${n}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}

/** Whether the API takes it as a name. */
export function isName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$/.test(name) && !name.startsWith("__");
}
