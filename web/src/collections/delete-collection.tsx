import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import { notify } from "../ui/notices";
import { countQuery, destroyCollection } from "./api";
import { Consequences, Counted } from "./consequences";
import { relationsTo } from "./model";
import type { PartProps } from "./part-props";

/** Asks before a collection goes with its records and with the relations that lead to it. */
export function DeleteCollection({
  collection,
  all,
  done,
  cancel,
}: PartProps & { done: () => void; cancel: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const title = collectionTitle(collection);
  const records = useQuery(countQuery(collection.name));
  const relations = relationsTo(all, collection.name);
  const remove = useMutation({
    mutationFn: () => destroyCollection(collection.name),
    onSuccess: async () => {
      notify({ tone: "good", text: t("collections.settings.deleted", { title }) });
      done();
      await queries.invalidateQueries({ queryKey: ["collections"] });
    },
  });
  return (
    <Consequences
      title={t("collections.consequences.deleteCollection", { title })}
      collection={collection.name}
      typed={records.data === 0 ? undefined : collection.name}
      action={t("collections.settings.delete")}
      danger
      pending={remove.isPending}
      error={remove.error}
      confirm={() => remove.mutate()}
      cancel={cancel}
    >
      <Counted
        collection={collection.name}
        say={(count) =>
          count ? t("collections.consequences.records", { count }) : t("collections.consequences.recordsNone")
        }
        otherwise={t("collections.consequences.recordsUnknown")}
      />
      {relations.map((r) => (
        <li key={r.field.key}>
          {t("collections.consequences.relationGoes", {
            title: fieldTitle(r.field),
            collection: collectionTitle(r.collection),
          })}
        </li>
      ))}
    </Consequences>
  );
}
