import { freeName, nameFrom } from "./names";

/** What a collection can note of each record by itself. */
export const notes = ["createdAt", "createdBy", "updatedAt", "updatedBy"] as const;
export type Note = (typeof notes)[number];

/** How records are told apart. */
export const keyKinds = ["snowflakeId", "increment", "uuid", "nanoid"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** A collection as it is being written. */
export interface CollectionDraft {
  title: string;
  name: string;
  description: string;
  /** The title of the first field, which heads each record; "" for none. */
  first: string;
  notes: readonly Note[];
  key: KeyKind;
}

export const newCollection = (first: string): CollectionDraft => ({
  title: "",
  name: "",
  description: "",
  first,
  notes,
  key: "snowflakeId",
});

function keyField(kind: KeyKind): Record<string, unknown> {
  const common = { name: "id", primaryKey: true, allowNull: false, uiSchema: { title: "ID" } };
  if (kind === "increment") return { ...common, type: "bigInt", interface: "id", autoIncrement: true };
  return { ...common, type: kind, interface: kind };
}

function noteField(name: Note, title: string): Record<string, unknown> {
  const common = { name, interface: name, uiSchema: { title } };
  if (name === "createdAt" || name === "updatedAt") return { ...common, type: "date", field: name };
  return { ...common, type: "belongsTo", target: "users", foreignKey: `${name}Id`, targetKey: "id" };
}

/** The definition as the API takes it. */
export function collectionDefinition(draft: CollectionDraft, titles: Record<Note, string>): Record<string, unknown> {
  const first = draft.first.trim();
  const name = freeName(nameFrom(first), ["id", ...draft.notes], "title");
  return {
    name: draft.name,
    title: draft.title.trim(),
    ...(draft.description.trim() && { description: draft.description.trim() }),
    template: "general",
    autoGenId: false,
    ...(first && { titleField: name }),
    fields: [
      keyField(draft.key),
      ...(first ? [{ name, type: "string", interface: "input", uiSchema: { title: first } }] : []),
      ...draft.notes.map((note) => noteField(note, titles[note])),
    ],
  };
}
