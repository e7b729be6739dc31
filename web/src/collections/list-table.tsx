import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { collectionTitle } from "../api/model";
import type { Collection } from "../api/types";
import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { countQuery, usageQuery } from "./api";
import { isSystem, relationsTo } from "./model";
import "./note.css";

interface ListProps {
  collections: readonly Collection[];
  all: readonly Collection[];
  /** Whether the reader may know who uses them. */
  usage: boolean;
}

/** A table that becomes a list of cards on a phone. */
export function List({ collections, all, usage }: ListProps) {
  const { t } = useTranslation();
  return (
    <table className="collections-list">
      <caption className="visually-hidden">{t("collections.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("collections.columns.title")}</th>
          <th scope="col">{t("collections.columns.name")}</th>
          <th scope="col" className="collections-number">
            {t("collections.columns.fields")}
          </th>
          <th scope="col" className="collections-number">
            {t("collections.columns.records")}
          </th>
          <th scope="col">{t("collections.columns.usage")}</th>
        </tr>
      </thead>
      <tbody>
        {collections.map((c) => (
          <Row key={c.name} collection={c} all={all} usage={usage} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ collection, all, usage }: { collection: Collection; all: readonly Collection[]; usage: boolean }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td className="collections-title">
        <Link to="/collections/$name" params={{ name: collection.name }} className="collections-open">
          {collectionTitle(collection)}
        </Link>
        {isSystem(collection) && <span className="collections-note">{t("collections.ofSystem")}</span>}
        {collection.description && <p className="soft collections-about">{collection.description}</p>}
      </td>
      <td data-label={t("collections.columns.name")}>
        <code>{collection.name}</code>
      </td>
      <td className="collections-number" data-label={t("collections.columns.fields")}>
        {collection.fields?.length ?? 0}
      </td>
      <td className="collections-number" data-label={t("collections.columns.records")}>
        {isSystem(collection) ? <Nothing /> : <Records name={collection.name} />}
      </td>
      <td data-label={t("collections.columns.usage")}>
        <Uses name={collection.name} relations={relationsTo(all, collection.name).length} asks={usage} />
      </td>
    </tr>
  );
}

const Nothing = () => <span className="soft">–</span>;

/** How many records there are; nothing when the role may not know. */
function Records({ name }: { name: string }) {
  const { t } = useTranslation();
  const code = useStore(language)?.code;
  const count = useQuery(countQuery(name));
  if (count.isPending) return <span className="soft">…</span>;
  if (count.isError) return <span className="soft">{t("collections.notShown")}</span>;
  return count.data === null ? <Nothing /> : count.data.toLocaleString(code);
}

function Uses({ name, relations, asks }: { name: string; relations: number; asks: boolean }) {
  const { t } = useTranslation();
  const usage = useQuery({ ...usageQuery(name), enabled: asks }).data;
  const parts = [
    usage && usage.pages.length > 0 && t("collections.uses.pages", { count: usage.pages.length }),
    usage && usage.workflows.length > 0 && t("collections.uses.workflows", { count: usage.workflows.length }),
    relations > 0 && t("collections.uses.relations", { count: relations }),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : <Nothing />;
}
