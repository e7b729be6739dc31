import SettingOutlined from "@ant-design/icons/es/icons/SettingOutlined";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { categoriesQuery } from "./data";
import type { Filters } from "./filters";
import { ManageCategories } from "./manage-categories";
import { toneOf } from "./tones";

interface CategoriesProps {
  chosen: number | undefined;
  filters: Filters;
  builds: boolean;
  onChoose: (filters: Filters) => void;
}

/** The categories to choose one from. */
export function Categories({ chosen, filters, builds, onChoose }: CategoriesProps) {
  const { t } = useTranslation();
  const categories = useQuery(categoriesQuery()).data ?? [];
  const [isManaged, setManaged] = useState(false);
  const manage = builds && (
    <Button
      type="text"
      size="small"
      className="workflows-manage"
      icon={<SettingOutlined />}
      onClick={() => setManaged(true)}
    >
      {t("workflows.categories.manage")}
    </Button>
  );
  const { category: _, page: __, ...rest } = filters;
  const tab = (id: number | undefined, title: string, tone?: string) => (
    <button
      key={id ?? "all"}
      type="button"
      className="workflows-category"
      aria-pressed={chosen === id}
      onClick={() => onChoose({ ...rest, ...(id !== undefined && { category: id }) })}
    >
      {tone && <span className={`workflows-dot workflows-dot-${tone}`} aria-hidden />}
      {title}
    </button>
  );
  const dialog = isManaged && <ManageCategories categories={categories} onClose={() => setManaged(false)} />;
  if (categories.length === 0)
    return (
      <>
        {manage}
        {dialog}
      </>
    );
  return (
    <nav className="workflows-categories" aria-label={t("workflows.categories.title")}>
      {tab(undefined, t("workflows.categories.all"))}
      {categories.map((c) => tab(c.id, c.title ?? "", toneOf(c.color)))}
      {tab(0, t("workflows.categories.none"))}
      {manage}
      {dialog}
    </nav>
  );
}
