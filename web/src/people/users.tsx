import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { useLiveQueries } from "../api/live";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import { rolesQuery, usersPerPage, usersQuery } from "./data";
import { NewUser } from "./new-user";
import "./people.css";
import { UserDrawer } from "./user-drawer";
import type { UsersSearch } from "./users-search";
import { UsersTable } from "./users-table";
import { roleTitle } from "./words";

const route = getRouteApi("/inside/users");
const inside = getRouteApi("/inside");

/** Everybody who may sign in. */
export default function UsersPage() {
  const { t } = useTranslation();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const { find, role, page = 1, user, create } = route.useSearch();
  const navigate = route.useNavigate();
  const users = useQuery(usersQuery({ find: find?.trim(), role, page }));
  useLiveQueries(["collection:users", "definitions"], ["users"]);
  const show = ({ find, role }: UsersSearch) =>
    navigate({ search: { ...(find && { find }), ...(role !== undefined && { role }) }, replace: true });
  const open = (add: boolean) =>
    navigate({ search: ({ create: _, user: __, ...old }) => ({ ...old, ...(add && { create: true as const }) }) });
  const filtered = Boolean(find) || role !== undefined;
  return (
    <div className="page">
      <PageHead
        title={t("people.users.title")}
        intro={t("people.users.intro")}
        tools={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => open(true)}>
            {t("people.users.add")}
          </Button>
        }
      />
      <search className="page-tools">
        <Input.Search
          className="people-find"
          allowClear
          value={find ?? ""}
          aria-label={t("people.users.find")}
          placeholder={t("people.users.find")}
          onChange={(e) => show({ find: e.target.value, ...(role !== undefined && { role }) })}
        />
        <RoleFilter role={role} choose={(r) => show({ ...(find && { find }), ...(r !== undefined && { role: r }) })} />
        <span className="page-tools-end soft" role="status">
          {users.data && !users.isError && t("people.users.count", { count: users.data.meta.count })}
        </span>
      </search>
      <div className="panel">
        <Loaded
          query={users}
          isEmpty={({ data }) => data.length === 0}
          empty={
            <Empty
              title={t("people.users.noneTitle")}
              actions={<Button onClick={() => show({})}>{t("people.users.showAll")}</Button>}
            >
              <p>{t(filtered ? "people.users.none" : "people.users.past")}</p>
            </Empty>
          }
        >
          {({ data, meta }) => (
            <>
              <UsersTable users={data} me={me} />
              <Pager
                className="people-pages"
                page={page}
                pageSize={usersPerPage}
                count={meta.count}
                go={(to) => navigate({ search: (old) => ({ ...old, page: to }) })}
              />
            </>
          )}
        </Loaded>
      </div>
      {create && <NewUser me={me} close={() => open(false)} />}
      {user && <UserDrawer key={user} id={user} me={me} close={() => open(false)} />}
    </div>
  );
}

const any = "*";

function RoleFilter({ role, choose }: { role: string | undefined; choose: (role: string | undefined) => void }) {
  const { t } = useTranslation();
  const roles = useQuery(rolesQuery());
  return (
    <Select
      className="people-role-filter"
      aria-label={t("people.users.role")}
      value={role ?? any}
      options={[
        { value: any, label: t("people.users.anyRole") },
        ...(roles.data ?? []).map((r) => ({ value: r.name, label: roleTitle(t, r) })),
        { value: "", label: t("people.users.noRole") },
      ]}
      onChange={(value) => choose(value === any ? undefined : value)}
    />
  );
}
