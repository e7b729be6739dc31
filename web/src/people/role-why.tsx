import { useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { settingsQuery } from "../api/calls";
import { collectionsQuery } from "../api/model";
import type { Collection, User } from "../api/types";
import { union } from "../app/roles";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { entriesQuery, userQuery, usersQuery } from "./data";
import { ExtentMark, governedTitle, limits } from "./extent";
import { MatrixHead, Never } from "./matrix";
import type { PartProps } from "./part-props";
import { type Granting, governed, type Permission, permissions, readStrategy, voices } from "./permissions";
import { roleTitle, root, signInNames, userName, usualRole } from "./words";

const route = getRouteApi("/inside/roles/$name");

/** Why somebody may do something, or may not: what his roles say together. */
export function RoleWhy({ role }: PartProps) {
  const { t } = useTranslation();
  const { user } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery({ ...userQuery(user ?? 0), enabled: Boolean(user) });
  return (
    <section className="people-stack">
      <p className="soft people-reading">{t("people.why.intro")}</p>
      <div className="page-tools">
        <WhoSelect
          role={role.name}
          user={found.data ?? undefined}
          choose={(id) => navigate({ search: { tab: "why", user: id } })}
        />
        {found.data && <ActsAs user={found.data} />}
      </div>
      <div className="panel">
        {user ? (
          <Loaded
            query={found}
            isEmpty={(u) => u === null}
            empty={
              <Empty title={t("people.user.missingTitle")}>
                <p>{t("people.user.missing")}</p>
              </Empty>
            }
          >
            {(u) => u && <Answer user={u} />}
          </Loaded>
        ) : (
          <Empty title={t("people.why.nobodyTitle")}>
            <p>{t("people.why.nobody")}</p>
          </Empty>
        )}
      </div>
    </section>
  );
}

/** Finds a user; those who hold the role come first. */
function WhoSelect({ role, user, choose }: { role: string; user: User | undefined; choose: (id: number) => void }) {
  const { t } = useTranslation();
  const [find, setFind] = useState("");
  const wanted = find.trim();
  const found = useQuery(usersQuery(wanted ? { find: wanted } : { role }));
  const users = found.data?.data ?? [];
  const listed = user && !users.some((u) => u.id === user.id) ? [user, ...users] : users;
  return (
    <Select<number | null>
      className="people-find"
      aria-label={t("people.why.who")}
      placeholder={t("people.why.who")}
      showSearch={{ filterOption: false, onSearch: setFind }}
      value={user?.id ?? null}
      loading={found.isFetching}
      notFoundContent={t("people.members.nobody")}
      options={listed.map((u) => ({ value: u.id, label: [userName(u), ...signInNames(u)].join(" · ") }))}
      onChange={(id) => id && choose(id)}
    />
  );
}

/** In which role a user acts when he asks for none, or for the one that the address names. */
function useActing(user: User): { as: string; choices: string[] } {
  const { as } = route.useSearch();
  const mode = useQuery(settingsQuery).data?.roleMode;
  const names = (user.roles ?? []).map((r) => r.name);
  if (mode === "only-use-union") return { as: union, choices: [union] };
  const choices = mode === "allow-use-union" && names.length > 1 ? [...names, union] : names;
  const usual = usualRole(user) ?? (choices.includes(union) ? union : names[0]) ?? "";
  return { as: as && choices.includes(as) ? as : usual, choices };
}

function ActsAs({ user }: { user: User }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { as, choices } = useActing(user);
  const titleOf = (name: string) => roleTitle(t, user.roles?.find((r) => r.name === name) ?? { name, title: null });
  if (choices.length === 0) return null;
  return (
    <Select
      className="people-role-filter"
      aria-label={t("people.why.as")}
      value={as}
      disabled={choices.length === 1}
      options={choices.map((name) => ({ value: name, label: t("people.why.asRole", { role: titleOf(name) }) }))}
      onChange={(name) => navigate({ search: (old) => ({ ...old, as: name }) })}
    />
  );
}

function Answer({ user }: { user: User }) {
  const { t } = useTranslation();
  const { as } = useActing(user);
  const counting = (user.roles ?? []).filter((r) => as === union || r.name === as);
  const collections = useQuery(collectionsQuery());
  const entries = useQueries({ queries: counting.map((r) => entriesQuery(r.name)) });
  if (counting.length === 0) return <p className="panel-pad">{t("people.user.noRoleMeans")}</p>;
  if (counting.some((r) => r.name === root)) return <p className="panel-pad">{t("people.role.root")}</p>;
  const roles: Granting[] = counting.map((r, i) => ({
    name: r.name,
    strategy: readStrategy(r.strategy),
    entries: entries[i]?.data ?? [],
  }));
  const pending = entries.find((e) => !e.isSuccess);
  const titleOf = (name: string) => roleTitle(t, counting.find((r) => r.name === name) ?? { name, title: null });
  const table = (all: readonly Collection[]) => (
    <table className="people-matrix people-matrix-why">
      <caption className="visually-hidden">{t("people.tabs.why")}</caption>
      <MatrixHead />
      <tbody>
        {governed(all).map((collection) => (
          <tr key={collection.name}>
            <th scope="row">{governedTitle(t, collection)}</th>
            {permissions.map((permission) => (
              <td key={permission} data-label={t(`people.permissions.${permission}`)}>
                <Reason roles={roles} titleOf={titleOf} collection={collection} permission={permission} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <Loaded query={collections}>
      {(all) => (pending ? <Loaded query={pending}>{() => table(all)}</Loaded> : table(all))}
    </Loaded>
  );
}

interface ReasonProps {
  roles: readonly Granting[];
  titleOf: (name: string) => string;
  collection: Collection;
  permission: Permission;
}

/** What may be done, and which role says so by what. */
function Reason({ roles, titleOf, collection, permission }: ReasonProps) {
  const { t } = useTranslation();
  const { extent, because } = voices(roles, collection, permission);
  if (because.length === 0) return <Never />;
  return (
    <div className={`people-reason people-reason-${extent}`}>
      <span className="people-reason-extent">
        <ExtentMark permission={permission} extent={extent} />
      </span>
      {because.map(({ role, cell }) => (
        <span key={role} className="soft people-reason-source">
          {t(cell.source === "own" ? "people.why.own" : "people.why.default", { role: titleOf(role) })}
          {limits(t, cell) && ` · ${limits(t, cell)}`}
        </span>
      ))}
    </div>
  );
}
