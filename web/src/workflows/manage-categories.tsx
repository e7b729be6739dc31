import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkflowCategory } from "../api/types";
import { explain } from "../ui/failures";
import { CategoryMark } from "./category-mark";
import { deleteCategory, saveCategory } from "./data";
import { toneOf, tones } from "./tones";

/** One line of the dialog; id 0 is a new category. */
interface Draft {
  id: number;
  title: string;
  color: string;
}

/** Creates, renames, colours and deletes categories. */
export function ManageCategories({
  categories,
  onClose,
}: {
  categories: readonly WorkflowCategory[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [drafts, setDrafts] = useState<Draft[]>(() => {
    const there = categories.map((c) => ({ id: c.id, title: c.title ?? "", color: toneOf(c.color) as string }));
    return there.length > 0 ? there : [{ id: 0, title: "", color: tones[0] }];
  });
  const save = useMutation({
    mutationFn: async () => {
      for (const c of categories) if (!drafts.some((d) => d.id === c.id)) await deleteCategory(c.id);
      for (const d of drafts) {
        const was = categories.find((c) => c.id === d.id);
        const title = d.title.trim();
        if (!title || (was?.title === title && toneOf(was.color) === d.color)) continue;
        await saveCategory({ ...(d.id && { id: d.id }), title, color: d.color });
      }
    },
    onSuccess: onClose,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["workflowCategories"] }),
        queries.invalidateQueries({ queryKey: ["workflows"] }),
      ]),
  });
  const change = (i: number, part: Partial<Draft>) =>
    setDrafts(drafts.map((d, j) => (j === i ? { ...d, ...part } : d)));
  const lost = categories.filter((c) => !drafts.some((d) => d.id === c.id));
  return (
    <Modal
      open
      title={t("workflows.categories.manage")}
      okText={t("workflows.categories.save")}
      cancelText={t("workflows.new.cancel")}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => !save.isPending && save.mutate()}
      onCancel={onClose}
    >
      <div className="workflows-dialog">
        {save.isError && <Alert type="error" showIcon role="alert" title={explain(t, save.error)} />}
        <ul className="workflows-drafts">
          {drafts.map((d, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id before they are saved and keep their order
            <li key={i}>
              <Input
                aria-label={t("workflows.categories.name")}
                placeholder={t("workflows.categories.name")}
                value={d.title}
                maxLength={100}
                onChange={(e) => change(i, { title: e.target.value })}
              />
              <Select
                aria-label={t("workflows.categories.color")}
                value={d.color}
                options={tones.map((tone) => ({
                  value: tone as string,
                  label: <CategoryMark category={{ title: t(`workflows.colors.${tone}`), color: tone }} />,
                }))}
                onChange={(color) => change(i, { color })}
              />
              <Button
                icon={<DeleteOutlined />}
                aria-label={t("workflows.categories.delete", { title: d.title })}
                onClick={() => setDrafts(drafts.filter((_, j) => j !== i))}
              />
            </li>
          ))}
        </ul>
        <Button
          icon={<PlusOutlined />}
          onClick={() =>
            setDrafts([...drafts, { id: 0, title: "", color: tones[drafts.length % tones.length] ?? "neutral" }])
          }
        >
          {t("workflows.categories.add")}
        </Button>
        <div role="status">
          {lost.length > 0 && (
            <Alert
              type="info"
              showIcon
              title={t("workflows.categories.lost", { titles: lost.map((c) => c.title).join(", ") })}
            />
          )}
        </div>
      </div>
    </Modal>
  );
}
