import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import { collectionsQuery, collectionTitle } from "../api/model";
import type { Collection } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Empty } from "../ui/states";
import type { PartProps } from "./part-props";
import "../ui/page.css";
import "./collection.css";
import { Fields } from "./fields";
import { isSystem, mayModel } from "./model";
import { Records } from "./records";
import { Settings } from "./settings";
import { type Tab, tabs } from "./tabs";
import { UsedBy } from "./used-by";

const route = getRouteApi("/inside/collections/$name");
const inside = getRouteApi("/inside");

/** One collection: its fields, its records, its settings, and who uses it. */
export default function CollectionPage() {
  const { t } = useTranslation();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const { name } = route.useParams();
  const collections = useQuery(collectionsQuery());
  useLiveQueries(["definitions"], ["collections"], ["usage"]);
  return (
    <Loaded query={collections}>
      {(all) => {
        const collection = all.find((c) => c.name === name);
        return collection ? (
          <Page key={collection.key} collection={collection} all={all} me={me} />
        ) : (
          <Empty
            title={t("collections.missingTitle")}
            actions={<Link to="/collections">{t("collections.toList")}</Link>}
          >
            <p>{t("collections.missing", { name })}</p>
          </Empty>
        );
      }}
    </Loaded>
  );
}

const parts: Record<Tab, (props: PartProps) => React.ReactNode> = {
  fields: Fields,
  records: Records,
  settings: Settings,
  usage: UsedBy,
};

/** The parts that somebody may see: records where there are some to see here, the rest for those who build. */
function offered(collection: Collection, builds: boolean): Tab[] {
  return tabs.filter((tab) => {
    if (tab === "records") return !isSystem(collection);
    if (tab === "settings") return builds && !isSystem(collection);
    return tab === "fields" || builds;
  });
}

/** The parts may be wider than a phone: the one that is open is seen. */
const intoView = (link: HTMLElement | null) => link?.scrollIntoView({ block: "nearest", inline: "nearest" });

function Page(props: PartProps) {
  const { collection, me } = props;
  const { t } = useTranslation();
  const { tab: wanted } = route.useSearch();
  const builds = mayModel(me);
  const there = offered(collection, builds);
  const usual: Tab = builds || !there.includes("records") ? "fields" : "records";
  const tab = wanted && there.includes(wanted) ? wanted : usual;
  const Part = parts[tab];
  return (
    <div className="page">
      <PageHead
        title={collectionTitle(collection)}
        intro={collection.description || undefined}
        back={{ to: "/collections", label: t("collections.title") }}
        mark={<code className="soft">{collection.name}</code>}
      />
      <nav className="collection-tabs" aria-label={t("collections.parts")}>
        {there.map((each) => (
          <Link
            key={each}
            to="/collections/$name"
            params={{ name: collection.name }}
            search={{ tab: each }}
            className="collection-tab"
            {...(each === tab && { "aria-current": "page" as const, ref: intoView })}
            activeOptions={{ includeSearch: true }}
          >
            {t(`collections.tabs.${each}`)}
          </Link>
        ))}
      </nav>
      <Part {...props} />
    </div>
  );
}
