import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection } from "../api/types";
import { notify } from "../ui/notices";
import { updateCollection } from "./api";
import { isIndexable } from "./model";
import type { PartProps } from "./part-props";
import "./note.css";
import { Refusal } from "./refusal";

type Index = NonNullable<Collection["indexes"]>[number];

/** The indexes over several fields, and a new one. */
export function Indexes({ collection }: PartProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const indexes = collection.indexes ?? [];
  const save = useMutation({
    mutationFn: (list: Index[]) => updateCollection(collection.name, { indexes: list.length > 0 ? list : null }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["collections"] });
      notify({ tone: "good", text: t("collections.indexes.saved") });
    },
  });
  const titleOf = (name: string) => {
    const field = collection.fields?.find((f) => f.name === name);
    return field ? fieldTitle(field) : name;
  };
  return (
    <div className="indexes">
      {indexes.length > 0 && (
        <ul className="indexes-list">
          {indexes.map((index, i) => {
            const names = index.fields.map(titleOf).join(" + ");
            return (
              <li key={index.fields.join(" ")} className="indexes-row">
                <span>{names}</span>
                {index.unique && <span className="collections-note">{t("collections.traits.unique")}</span>}
                <Button
                  type="text"
                  size="small"
                  className="indexes-remove"
                  icon={<DeleteOutlined />}
                  aria-label={t("collections.indexes.remove", { names })}
                  disabled={save.isPending}
                  onClick={() => save.mutate(indexes.filter((_, n) => n !== i))}
                />
              </li>
            );
          })}
        </ul>
      )}
      {save.error && <Refusal error={save.error} />}
      <NewIndex
        key={indexes.length}
        collection={collection}
        pending={save.isPending}
        add={(index) => save.mutate([...indexes, index])}
      />
    </div>
  );
}

interface NewIndexProps {
  collection: Collection;
  pending: boolean;
  add: (index: Index) => void;
}

function NewIndex({ collection, pending, add }: NewIndexProps) {
  const { t } = useTranslation();
  const [fields, setFields] = useState<string[]>([]);
  const [unique, setUnique] = useState(false);
  const id = useId();
  return (
    <div className="indexes-new">
      <label htmlFor={id}>{t("collections.indexes.fields")}</label>
      <Select
        id={id}
        mode="multiple"
        className="indexes-fields"
        showSearch={{ optionFilterProp: "label" }}
        value={fields}
        options={(collection.fields ?? []).filter(isIndexable).map((f) => ({ value: f.name, label: fieldTitle(f) }))}
        onChange={setFields}
      />
      <Checkbox checked={unique} onChange={(e) => setUnique(e.target.checked)}>
        {t("collections.indexes.unique")}
      </Checkbox>
      <Button
        icon={<PlusOutlined />}
        disabled={fields.length === 0}
        loading={pending}
        onClick={() => add({ fields, ...(unique && { unique }) })}
      >
        {t("collections.indexes.add")}
      </Button>
    </div>
  );
}
