import type { PageContent } from "../../api/types";
import { everything, fieldsOf, root } from "./content";
import { same } from "./merge";

/** What a difference is about. */
export type Subject = "block" | "button" | "field";

/** One difference between two contents. */
export interface Change {
  subject: Subject;
  change: "added" | "removed" | "moved" | "changed";
  /** Its name as people know it, and what it is: the type of a block, the kind of a button. */
  name: string;
  kind: string;
  /** The name of the block that it is in, "" for a block of the page itself. */
  inside: string;
  /** Which of its settings are different. */
  parts: string[];
  id: string;
}

interface Entry {
  subject: Subject;
  name: string;
  kind: string;
  inside: string;
  parent: string;
  props: Record<string, unknown>;
}

function entries(content: PageContent): Map<string, Entry> {
  const all = new Map<string, Entry>();
  for (const { block, button, within, path } of everything(content)) {
    const blockName = block.title ?? block.collection ?? "";
    if (button) {
      const { blocks: _, uid, ...props } = button;
      const { title = "", kind } = button;
      all.set(uid, { subject: "button", name: title, kind, inside: blockName, parent: block.uid, props });
      continue;
    }
    const { buttons: _, uid, settings, ...props } = block;
    const { layout: __, ...rest } = settings;
    const { fields: ___, ...kept } = rest as typeof rest & { fields?: unknown };
    const inside = within === root ? "" : (path.at(-1)?.button.title ?? "");
    all.set(uid, {
      subject: "block",
      name: blockName,
      kind: block.type,
      inside,
      parent: within,
      props: { ...props, ...kept, layoutWidth: settings.layout?.width },
    });
    for (const field of fieldsOf(block)) {
      const name = field.label ?? field.name;
      const id = `${uid}/${field.name}`;
      all.set(id, { subject: "field", name, kind: "", inside: blockName, parent: uid, props: { ...field } });
    }
  }
  return all;
}

/** Which entries of a list moved, the fewest that explain the new order. */
export function movedOnes(before: readonly string[], after: readonly string[]): string[] {
  const places = after.filter((n) => before.includes(n)).map((n) => before.indexOf(n));
  const best = places.map(() => 1);
  const from = places.map(() => -1);
  places.forEach((p, i) => {
    for (let j = 0; j < i; j += 1) {
      if ((places[j] ?? 0) < p && (best[j] ?? 0) + 1 > (best[i] ?? 0)) {
        best[i] = (best[j] ?? 0) + 1;
        from[i] = j;
      }
    }
  });
  const stays = new Set<number>();
  for (let at = best.indexOf(Math.max(0, ...best)); at >= 0; at = from[at] ?? -1) stays.add(places[at] ?? -1);
  return places.filter((p) => !stays.has(p)).map((p) => before[p] ?? "");
}

/** What is different in `after`. */
export function difference(before: PageContent, after: PageContent): Change[] {
  const [old, now] = [entries(before), entries(after)];
  const out: Change[] = [];
  const tell = (id: string, e: Entry, change: Change["change"], parts: string[] = []) =>
    out.push({ id, subject: e.subject, change, name: e.name, kind: e.kind, inside: e.inside, parts });
  const shifted = new Set(movedIn(old, now));
  for (const [id, e] of now) {
    const was = old.get(id);
    if (!was) {
      if (!isPartOfNew(e, old, now)) tell(id, e, "added");
      continue;
    }
    const keys = new Set([...Object.keys(was.props), ...Object.keys(e.props)]);
    const parts = [...keys].filter((k) => !same(was.props[k], e.props[k]));
    if (parts.length > 0) tell(id, e, "changed", parts);
    if (was.parent !== e.parent || shifted.has(id)) tell(id, e, "moved");
  }
  for (const [id, e] of old) {
    if (!now.has(id) && !isPartOfNew(e, now, old)) tell(id, e, "removed");
  }
  return out;
}

/** Whether what it stands in came or went with it: then that says enough. */
function isPartOfNew(e: Entry, other: Map<string, Entry>, own: Map<string, Entry>): boolean {
  return e.parent !== root && own.has(e.parent) && !other.has(e.parent);
}

function movedIn(old: Map<string, Entry>, now: Map<string, Entry>): string[] {
  const lists = (all: Map<string, Entry>) => {
    const by = new Map<string, string[]>();
    for (const [id, e] of all) {
      const key = `${e.parent} ${e.subject}`;
      by.set(key, [...(by.get(key) ?? []), id]);
    }
    return by;
  };
  const before = lists(old);
  return [...lists(now)].flatMap(([key, ids]) => movedOnes(before.get(key) ?? [], ids));
}
