import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection } from "../api/types";
import { type Edge, shownInDiagram } from "./diagram-layout";
import { kindOfField } from "./kinds";

/** What the picture shows, in words: each collection with its fields and with its relations as sentences. */
export function DiagramText({ collections, edges }: { collections: readonly Collection[]; edges: readonly Edge[] }) {
  const { t } = useTranslation();
  return (
    <div className="diagram-text">
      {collections.map((c) => (
        <section key={c.name} className="panel panel-pad diagram-words" aria-label={collectionTitle(c)}>
          <h2>
            <Link to="/collections/$name" params={{ name: c.name }}>
              {collectionTitle(c)}
            </Link>
          </h2>
          <Sentences collections={collections} edges={edges.filter((e) => e.from === c.name || e.to === c.name)} />
          <ul className="diagram-list">
            {shownInDiagram(c).map((f) => (
              <li key={f.key}>
                {fieldTitle(f)} <span className="soft">{t(`collections.kinds.${kindOfField(f)}.title`)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Sentences({ collections, edges }: { collections: readonly Collection[]; edges: readonly Edge[] }) {
  const { t } = useTranslation();
  if (edges.length === 0) return null;
  const titleOf = (name: string) => {
    const c = collections.find((each) => each.name === name);
    return c ? collectionTitle(c) : name;
  };
  return (
    <ul className="diagram-sentences">
      {edges.map((e) => (
        <li key={e.id}>{t(`collections.diagram.sentence.${e.join}`, { from: titleOf(e.from), to: titleOf(e.to) })}</li>
      ))}
    </ul>
  );
}
