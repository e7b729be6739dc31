import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Empty } from "../ui/states";
import { rolesQuery } from "./data";
import type { PartProps } from "./part-props";
import "./people.css";
import { RoleApp } from "./role-app";
import { RoleData } from "./role-data";
import { RoleGeneral } from "./role-general";
import { RoleMembers } from "./role-members";
import { RoleWhy } from "./role-why";
import { type Tab, tabs } from "./tabs";
import { roleTitle } from "./words";

const route = getRouteApi("/inside/roles/$name");
const inside = getRouteApi("/inside");

const parts: Record<Tab, (props: PartProps) => ReactNode> = {
  general: RoleGeneral,
  data: RoleData,
  app: RoleApp,
  members: RoleMembers,
  why: RoleWhy,
};

/** One role: what it is called, what it may do, and who holds it. */
export default function RolePage() {
  const { t } = useTranslation();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const { name } = route.useParams();
  const roles = useQuery(rolesQuery());
  useLiveQueries(["collection:users", "definitions"], ["roles"], ["users"], ["collections"]);
  return (
    <Loaded query={roles}>
      {(all) => {
        const role = all.find((r) => r.name === name);
        return role ? (
          <Page key={role.name} role={role} roles={all} me={me} />
        ) : (
          <Empty title={t("people.role.missingTitle")} actions={<Link to="/roles">{t("people.role.toList")}</Link>}>
            <p>{t("people.role.missing", { name })}</p>
          </Empty>
        );
      }}
    </Loaded>
  );
}

function Page(props: PartProps) {
  const { role } = props;
  const { t } = useTranslation();
  const { tab = "general" } = route.useSearch();
  const Part = parts[tab];
  return (
    <div className="page">
      <PageHead
        title={roleTitle(t, role)}
        intro={role.description || undefined}
        back={{ to: "/roles", label: t("people.roles.title") }}
        mark={role.default && <span className="people-note">{t("people.roles.forNew")}</span>}
      />
      <nav className="people-tabs" aria-label={t("people.role.parts")}>
        {tabs.map((each) => (
          <Link
            key={each}
            to="/roles/$name"
            params={{ name: role.name }}
            search={{ tab: each }}
            className="people-tab"
            {...(each === tab && { "aria-current": "page" as const })}
          >
            {t(`people.tabs.${each}`)}
          </Link>
        ))}
      </nav>
      <Part {...props} />
    </div>
  );
}
