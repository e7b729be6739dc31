/** What two people made of the same thing, put together as far as they did not touch the same place. */
export interface Merged<T> {
  value: T;
  /** The places that both changed, differently. There the value has mine. */
  clashes: string[];
}

type Plain = Record<string, unknown>;

function isObject(v: unknown): v is Plain {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

/** The name by which an entry of a list is the same entry after it moved. */
function nameOf(v: unknown): string | undefined {
  if (!isObject(v)) return undefined;
  const name = v.uid ?? v.name ?? v.key;
  return typeof name === "string" ? name : undefined;
}

function isNamed(list: unknown): list is Plain[] {
  if (!Array.isArray(list)) return false;
  const names = list.map(nameOf);
  return names.every((n) => n !== undefined) && new Set(names).size === names.length;
}

/** Whether two values say the same. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => same(v, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((k) => same(a[k], b[k]));
}

/** Merges two changes of the same base. */
export function merge<T>(base: T, mine: T, theirs: T): Merged<T> {
  const clashes: string[] = [];
  const value = three(base, mine, theirs, "", clashes) as T;
  return { value, clashes };
}

function three(base: unknown, mine: unknown, theirs: unknown, at: string, clashes: string[]): unknown {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if (isObject(mine) && isObject(theirs)) {
    return objects(isObject(base) ? base : {}, mine, theirs, at, clashes);
  }
  if (isNamed(mine) && isNamed(theirs)) return lists(isNamed(base) ? base : [], mine, theirs, at, clashes);
  clashes.push(at);
  return mine;
}

const inside = (at: string, name: string) => (at ? `${at}.${name}` : name);

function objects(base: Plain, mine: Plain, theirs: Plain, at: string, clashes: string[]): Plain {
  const out: Plain = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = three(base[key], mine[key], theirs[key], inside(at, key), clashes);
    if (value !== undefined) out[key] = value;
  }
  return out;
}

function lists(base: Plain[], mine: Plain[], theirs: Plain[], at: string, clashes: string[]): Plain[] {
  const [b, m, t] = [base, mine, theirs].map((l) => new Map(l.map((v) => [nameOf(v) ?? "", v])));
  if (!b || !m || !t) return mine;
  const entry = (name: string) => three(b.get(name), m.get(name), t.get(name), inside(at, name), clashes);
  const order = orderOf([...b.keys()], [...m.keys()], [...t.keys()], at, clashes);
  return order.map(entry).filter((v): v is Plain => v !== undefined);
}

/** The order of the one who changed it; what only the other one has comes behind what it stood behind. */
function orderOf(base: string[], mine: string[], theirs: string[], at: string, clashes: string[]): string[] {
  const common = (list: string[]) => list.filter((n) => base.includes(n) && mine.includes(n) && theirs.includes(n));
  const [was, here, there] = [common(base), common(mine), common(theirs)];
  const iMoved = !same(was, here);
  if (iMoved && !same(was, there) && !same(here, there)) clashes.push(at);
  const [first, second] = iMoved ? [mine, theirs] : [theirs, mine];
  const order = [...first];
  second.forEach((name, i) => {
    if (order.includes(name)) return;
    const before = second
      .slice(0, i)
      .reverse()
      .find((n) => order.includes(n));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name);
  });
  return order;
}
