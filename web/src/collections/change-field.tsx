import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import type { Consequence } from "./consequence";
import { Consequences, Counted } from "./consequences";

interface ChangeFieldProps {
  collection: Collection;
  field: Field;
  consequences: readonly Consequence[];
  pending: boolean;
  confirm: () => void;
  cancel: () => void;
}

/** Asks before a change of a field that matters to records that exist. Nothing is lost by it. */
export function ChangeField({ collection, field, consequences, pending, confirm, cancel }: ChangeFieldProps) {
  const { t } = useTranslation();
  return (
    <Consequences
      title={t("collections.consequences.changeField", { title: fieldTitle(field) })}
      collection={collection.name}
      field={field.name}
      action={t("collections.save")}
      pending={pending}
      confirm={confirm}
      cancel={cancel}
    >
      {consequences.map((c) =>
        "filter" in c ? (
          <Counted
            key={c.what}
            collection={collection.name}
            filter={c.filter}
            say={(count) => t(`collections.consequences.${c.what}`, { count })}
            otherwise={t(`collections.consequences.${c.what}Unknown`)}
          />
        ) : (
          <li key={c.what}>{t(`collections.consequences.${c.what}`)}</li>
        ),
      )}
    </Consequences>
  );
}
