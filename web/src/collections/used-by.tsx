import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import { Loaded } from "../ui/loaded";
import { usageQuery } from "./api";
import type { PartProps } from "./part-props";
import "./consequences.css";
import { relationsTo } from "./model";
import { Users } from "./users";

/** Who uses a collection: pages, workflows, and relations of other collections. */
export function UsedBy({ collection, all }: PartProps) {
  const { t } = useTranslation();
  const usage = useQuery(usageQuery(collection.name));
  const relations = relationsTo(all, collection.name);
  return (
    <div className="panel panel-pad used-by">
      <p className="soft">{t("collections.uses.intro")}</p>
      <Loaded query={usage}>{(data) => <Users usage={data} as="h2" />}</Loaded>
      {relations.length > 0 && (
        <section>
          <h2>{t("collections.uses.relations", { count: relations.length })}</h2>
          <ul className="users-list">
            {relations.map(({ collection: c, field }) => (
              <li key={field.key}>
                <Link to="/collections/$name" params={{ name: c.name }} search={{ tab: "fields", field: field.name }}>
                  {t("collections.uses.relation", { collection: collectionTitle(c), title: fieldTitle(field) })}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
