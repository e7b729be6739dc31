import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { CategoryMark } from "./category-mark";
import { categoriesQuery, setCategories } from "./data";
import type { Row } from "./filters";

/** Chooses the categories of a workflow. */
export function CategoriesDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const categories = useQuery(categoriesQuery());
  const [chosen, setChosen] = useState<readonly number[]>(row.categories.map((c) => c.id));
  const save = useMutation({
    mutationFn: () => setCategories(row.workflow.id, chosen),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["workflows"] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("workflows.acts.categoriesTitle", { title: row.workflow.title || row.workflow.key })}
      okText={t("workflows.categories.save")}
      cancelText={t("workflows.new.cancel")}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => !save.isPending && save.mutate()}
      onCancel={onClose}
    >
      {save.isError && (
        <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, save.error)} />
      )}
      <Loaded
        query={categories}
        isEmpty={(all) => all.length === 0}
        empty={<p className="soft">{t("workflows.categories.empty")}</p>}
      >
        {(all) => (
          <ul className="workflows-dialog">
            {all.map((c) => (
              <li key={c.id}>
                <Checkbox
                  checked={chosen.includes(c.id)}
                  onChange={(e) => setChosen(e.target.checked ? [...chosen, c.id] : chosen.filter((id) => id !== c.id))}
                >
                  <CategoryMark category={c} />
                </Checkbox>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Modal>
  );
}
