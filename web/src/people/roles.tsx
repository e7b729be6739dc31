import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { grants } from "../api/calls";
import { useLiveQueries } from "../api/live";
import type { Role } from "../api/types";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { holdersQuery, rolesQuery } from "./data";
import { NewRole } from "./new-role";
import "./people.css";
import { RoleModeChoice } from "./role-mode";
import { type Ability, abilities } from "./snippets";
import { roleTitle, root } from "./words";

const route = getRouteApi("/inside/roles");

/** All roles: what people are allowed. */
export default function RolesPage() {
  const { t } = useTranslation();
  const { create } = route.useSearch();
  const navigate = route.useNavigate();
  const roles = useQuery(rolesQuery());
  useLiveQueries(["collection:users", "definitions"], ["roles"], ["users"]);
  return (
    <div className="page">
      <PageHead
        title={t("people.roles.title")}
        intro={t("people.roles.intro")}
        tools={
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => navigate({ search: { create: true as const } })}
          >
            {t("people.roles.add")}
          </Button>
        }
      />
      <div className="panel">
        <Loaded query={roles}>{(list) => <List roles={list} />}</Loaded>
      </div>
      <RoleModeChoice />
      {create && roles.data && (
        <NewRole
          roles={roles.data}
          close={() => navigate({ search: {} })}
          done={(name) => navigate({ to: "/roles/$name", params: { name }, search: { tab: "data" } })}
        />
      )}
    </div>
  );
}

function List({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  return (
    <table className="people-table">
      <caption className="visually-hidden">{t("people.roles.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("people.roles.role")}</th>
          <th scope="col">{t("people.roles.may")}</th>
          <th scope="col" className="people-number">
            {t("people.roles.holders")}
          </th>
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <tr key={role.name}>
            <td className="people-title">
              <Link to="/roles/$name" params={{ name: role.name }} className="people-open">
                {roleTitle(t, role)}
              </Link>
              {role.default && <span className="people-note">{t("people.roles.forNew")}</span>}
              {role.description && <p className="soft people-about">{role.description}</p>}
            </td>
            <td data-label={t("people.roles.may")}>
              <May role={role} />
            </td>
            <td className="people-number" data-label={t("people.roles.holders")}>
              <Holders name={role.name} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a role may do in the app, in a few words. */
function May({ role }: { role: Role }) {
  const { t } = useTranslation();
  if (role.name === root) return <>{t("people.roles.everything")}</>;
  const names = (Object.keys(abilities) as Ability[]).filter((a) => a !== "workflowNames");
  const held = names.filter((a) => grants(role.snippets ?? [], abilities[a]));
  if (held.length === 0) return <span className="soft">{t("people.roles.uses")}</span>;
  if (held.length === names.length) return <>{t("people.roles.allAbilities")}</>;
  return (
    <ul className="people-chips">
      {held.map((a) => (
        <li key={a} className="people-chip">
          {t(`people.abilities.${a}.short`)}
        </li>
      ))}
    </ul>
  );
}

function Holders({ name }: { name: string }) {
  const { t } = useTranslation();
  const count = useQuery(holdersQuery(name)).data;
  if (count === undefined) return <span className="soft">…</span>;
  return (
    <Link to="/users" search={{ role: name }}>
      {t("people.users.count", { count })}
    </Link>
  );
}
