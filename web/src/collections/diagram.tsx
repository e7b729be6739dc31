import "@xyflow/react/dist/base.css";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import { collectionsQuery } from "../api/model";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Empty } from "../ui/states";
import "../ui/page.css";
import "./diagram.css";
import { DiagramCanvas } from "./diagram-canvas";
import { type Edge, edgesOf } from "./diagram-layout";
import { DiagramText } from "./diagram-text";
import { isSystem, shownCollections } from "./model";

const route = getRouteApi("/inside/collections/diagram");

/** All collections with their fields and relations, as a picture and in words. */
export default function DiagramPage() {
  const { t } = useTranslation();
  const { as } = route.useSearch();
  const navigate = route.useNavigate();
  const collections = useQuery(collectionsQuery());
  useLiveQueries(["definitions"], ["collections"]);
  return (
    <div className="page">
      <PageHead
        title={t("collections.diagram.title")}
        intro={t("collections.diagram.intro")}
        back={{ to: "/collections", label: t("collections.title") }}
        tools={
          <Segmented
            aria-label={t("collections.diagram.as")}
            value={as ?? "picture"}
            options={[
              { value: "picture", label: t("collections.diagram.picture") },
              { value: "text", label: t("collections.diagram.text") },
            ]}
            onChange={(value) => navigate({ search: value === "text" ? { as: "text" } : {} })}
          />
        }
      />
      <Loaded
        query={collections}
        isEmpty={(all) => shownCollections(all, false).length === 0}
        empty={
          <div className="panel">
            <Empty title={t("collections.emptyTitle")}>
              <p>{t("collections.emptyReader")}</p>
            </Empty>
          </div>
        }
      >
        {(all) => {
          const edges = edgesOf(all.filter((c) => !c.isThrough && !c.hidden)).filter((e) => !isNote(e));
          const own = shownCollections(all, false);
          // People's own, and what they refer to of Sequitur's own: the users, as a rule.
          const names = new Set(own.map((c) => c.name));
          const near = all.filter((c) => isSystem(c) && edges.some((e) => joins(e, c.name, names)));
          const shown = [...own, ...near];
          const there = new Set(shown.map((c) => c.name));
          const between = edges.filter(
            (e) => there.has(e.from) && there.has(e.to) && (names.has(e.from) || names.has(e.to)),
          );
          return as === "text" ? (
            <DiagramText collections={shown} edges={between} />
          ) : (
            <DiagramCanvas collections={shown} edges={between} />
          );
        }}
      </Loaded>
    </div>
  );
}

/** Whether an edge only says who made and changed records: every collection has those. */
const isNote = ({ fields }: Edge): boolean =>
  fields.every((f) => f.interface === "createdBy" || f.interface === "updatedBy");

const joins = ({ from, to }: Edge, name: string, own: ReadonlySet<string>): boolean =>
  (from === name && own.has(to)) || (to === name && own.has(from));
