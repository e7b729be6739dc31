import dagre from "@dagrejs/dagre";
import type { Collection, Field } from "../api/types";
import { isNote, isRelation } from "./kinds";

/** A relation between two collections, with the field that shows it on each side where there is one. */
export interface Edge {
  id: string;
  from: string;
  to: string;
  /** How many of each side: one customer has many orders is one to many. */
  join: "oneToMany" | "oneToOne" | "manyToMany";
  fields: readonly Field[];
}

/** The relations between collections, each once: the two sides of one relation are one edge. */
export function edgesOf(collections: readonly Collection[]): Edge[] {
  const there = new Set(collections.map((c) => c.name));
  const found = new Map<string, Edge>();
  for (const c of collections) {
    for (const f of c.fields ?? []) {
      if (!isRelation(f) || !f.target || !there.has(f.target)) continue;
      const edge = edgeOf(c, f, f.target);
      const same = found.get(edge.id);
      found.set(edge.id, same ? merge(same, edge) : edge);
    }
  }
  return [...found.values()];
}

function edgeOf(c: Collection, f: Field, target: string): Edge {
  if (f.type === "belongsToMany") {
    const [from, to] = [c.name, target].sort() as [string, string];
    return { id: `through ${f.through ?? f.key}`, from, to, join: "manyToMany", fields: [f] };
  }
  const holder = f.type === "belongsTo" ? c.name : target;
  const other = f.type === "belongsTo" ? target : c.name;
  const join = f.type === "hasOne" ? "oneToOne" : "oneToMany";
  return { id: `${holder} ${f.foreignKey ?? f.key}`, from: other, to: holder, join, fields: [f] };
}

/** The two sides know different things: that there is only one of it, only the side that has one says. */
function merge(a: Edge, b: Edge): Edge {
  const join = b.join === "oneToOne" ? b.join : a.join;
  return { ...a, join, fields: [...a.fields, ...b.fields] };
}

/** What is shown of a collection in the diagram: its fields without the keys of relations. */
export function shownInDiagram(c: Collection): Field[] {
  return (c.fields ?? []).filter((f) => !f.isForeignKey && !f.hidden && !isNote(f));
}

/** The measures of a box, in pixels; the stylesheet has the same. */
export interface Measures {
  box: number;
  head: number;
  line: number;
  gap: number;
}

/** Where each collection stands: beside those that it has relations with. */
export function layout(
  collections: readonly Collection[],
  edges: readonly Edge[],
  { box, head, line, gap }: Measures,
): Map<string, { x: number; y: number; height: number }> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: gap, ranksep: gap * 2, marginx: gap, marginy: gap });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const c of collections) {
    graph.setNode(c.name, { width: box, height: head + Math.max(1, shownInDiagram(c).length) * line });
  }
  for (const e of edges) if (e.from !== e.to) graph.setEdge(e.from, e.to, {}, e.id);
  dagre.layout(graph);
  return new Map(
    collections.map((c) => {
      const { x, y, width, height } = graph.node(c.name);
      return [c.name, { x: x - width / 2, y: y - height / 2, height }];
    }),
  );
}
