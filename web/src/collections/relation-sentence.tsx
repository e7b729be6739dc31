import { useTranslation } from "react-i18next";
import { collectionTitle } from "../api/model";
import type { Collection } from "../api/types";
import type { FieldDraft } from "./field-draft";
import { inSentence, isRelationKind } from "./relation-draft";

interface RelationSentenceProps {
  draft: FieldDraft;
  collection: Collection;
  target: Collection | undefined;
}

/** Says what a relation means, as one would say it: one customer has many orders. */
export function RelationSentence({ draft, collection, target }: RelationSentenceProps) {
  const { t } = useTranslation();
  if (!isRelationKind(draft.kind) || !target) return null;
  const title = draft.title.trim();
  const reverse = draft.relation.reverse ? draft.relation.reverseTitle.trim() : "";
  // A field that leads to one record is called as one of them is; lists are called as collections are.
  const single = (name: string, of: Collection) =>
    name ? inSentence(name) : t("collections.relation.recordOf", { title: collectionTitle(of) });
  const several = (name: string, of: Collection) => inSentence(name || collectionTitle(of));
  const [one, many] =
    draft.kind === "belongsTo"
      ? [single(title, target), several(reverse, collection)]
      : draft.kind === "belongsToMany"
        ? [single("", collection), several(title, target)]
        : [single(reverse, collection), several(title, target)];
  return (
    <p className="relation-sentence" role="status">
      {t(`collections.relation.sentence.${draft.kind}`, { one, many })}
    </p>
  );
}
