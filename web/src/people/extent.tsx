import CheckOutlined from "@ant-design/icons/es/icons/CheckOutlined";
import FilterOutlined from "@ant-design/icons/es/icons/FilterOutlined";
import StopOutlined from "@ant-design/icons/es/icons/StopOutlined";
import UserOutlined from "@ant-design/icons/es/icons/UserOutlined";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { collectionTitle } from "../api/model";
import type { Collection } from "../api/types";
import { type Cell, type Extent, isNewData, isSystem, type Permission } from "./permissions";

const icons = { none: StopOutlined, own: UserOutlined, all: CheckOutlined, custom: FilterOutlined };

/** How far a permission goes, in one word. */
export function extentWord(t: TFunction, permission: Permission, extent: Extent): string {
  return extent === "all" && isNewData(permission) ? t("people.extents.yes") : t(`people.extents.${extent}`);
}

/** The same with its icon. */
export function ExtentMark({ permission, extent }: { permission: Permission; extent: Extent }) {
  const { t } = useTranslation();
  const Icon = icons[extent];
  return (
    <>
      <Icon aria-hidden />
      {extentWord(t, permission, extent)}
    </>
  );
}

/** What a permission is limited to; "" for nothing. */
export function limits(t: TFunction, cell: Cell): string {
  if (cell.noCreator) return t("people.extents.noCreator");
  const parts = [
    cell.scope && cell.extent === "custom" && conditionName(t, cell.scope),
    cell.fields && t("people.extents.fields", { count: cell.fields.length }),
  ];
  return parts.filter(Boolean).join(", ");
}

/** What a condition is called. */
export function conditionName(t: TFunction, scope: { key: string | null; name: string | null }): string {
  return scope.key === "own" ? t("people.extents.ownRecords") : scope.name || t("people.cell.unnamed");
}

/** What a collection is called: users and roles in the reader's language. */
export function governedTitle(t: TFunction, collection: Collection): string {
  if (!isSystem(collection)) return collectionTitle(collection);
  return t(collection.name === "users" ? "people.data.people" : "people.data.roles");
}
