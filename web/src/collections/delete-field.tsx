import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { notify } from "../ui/notices";
import { countQuery, destroyField } from "./api";
import { Consequences, Counted } from "./consequences";
import { isRelation } from "./kinds";
import { holdsFilter, isSystem, relationsOver } from "./model";

interface DeleteFieldProps {
  collection: Collection;
  all: readonly Collection[];
  field: Field;
  done: () => void;
  cancel: () => void;
}

/** Asks before a field goes with all that it holds. The name is to be typed only when it holds something. */
export function DeleteField({ collection, all, field, done, cancel }: DeleteFieldProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const title = fieldTitle(field);
  // The key of a relation stays when the relation goes: no value is lost by that, but for pairs in between.
  const keeps = (isRelation(field) && field.type !== "belongsToMany") || field.type === "virtual";
  const filter = holdsFilter(field);
  const held = useQuery({ ...countQuery(collection.name, filter), enabled: !keeps && !isSystem(collection) });
  const loses = !keeps && (held.isError || held.data !== 0);
  const remove = useMutation({
    mutationFn: () => destroyField(collection.name, field.name),
    onSuccess: async () => {
      notify({ tone: "good", text: t("collections.field.deleted", { title }) });
      done();
      await queries.invalidateQueries({ queryKey: ["collections"] });
      await queries.invalidateQueries({ queryKey: ["records"] });
    },
  });
  const over = relationsOver(all, collection, field);
  return (
    <Consequences
      title={t("collections.consequences.deleteField", { title })}
      collection={collection.name}
      field={field.name}
      typed={loses ? field.name : undefined}
      action={t("collections.field.delete")}
      danger
      pending={remove.isPending}
      error={remove.error}
      confirm={() => remove.mutate()}
      cancel={cancel}
    >
      {keeps ? (
        <li>
          {t(field.type === "virtual" ? "collections.consequences.nothingHeld" : "collections.consequences.keyStays")}
        </li>
      ) : (
        <Counted
          collection={collection.name}
          filter={filter}
          say={(count) =>
            count ? t("collections.consequences.values", { count }) : t("collections.consequences.valuesNone")
          }
          otherwise={t("collections.consequences.valuesUnknown")}
        />
      )}
      {over.map((r) => (
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
