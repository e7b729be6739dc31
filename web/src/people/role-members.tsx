import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { Pager } from "../ui/pager";
import { Empty } from "../ui/states";
import { addMember, refreshPeople, removeMember, usersPerPage, usersQuery } from "./data";
import type { PartProps } from "./part-props";
import { Said } from "./said";
import { roleTitle, root, signInNames, userName } from "./words";

/** Who holds a role. */
export function RoleMembers({ role, me }: PartProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [page, setPage] = useState(1);
  const adder = useRef<HTMLDivElement>(null);
  const members = useQuery(usersQuery({ role: role.name, page }));
  const add = useMutation({
    mutationFn: (id: number) => addMember(role.name, id),
    onSuccess: () => refreshPeople(queries),
  });
  const remove = useMutation({
    mutationFn: (user: User) => removeMember(role.name, user.id),
    onSuccess: () => {
      adder.current?.querySelector("input")?.focus(); // the button that had the focus is gone
      return refreshPeople(queries);
    },
  });
  const lastRoot = role.name === root && members.data?.meta.count === 1;
  const gives = role.name !== root || me.check.allowAll;
  return (
    <section className="panel">
      <div className="panel-pad people-stack" ref={adder}>
        {gives && <AddMember pending={add.isPending} add={(id) => add.mutate(id)} holds={role.name} />}
        <Said
          error={add.error ?? remove.error}
          done={remove.isSuccess && t("people.members.removed", { name: userName(remove.variables) })}
        />
      </div>
      <Loaded
        query={members}
        isEmpty={({ data }) => data.length === 0}
        empty={
          <Empty title={t("people.members.noneTitle")}>
            <p>{t("people.members.none")}</p>
          </Empty>
        }
      >
        {({ data, meta }) => (
          <>
            <ul className="people-members" aria-label={t("people.tabs.members")}>
              {data.map((user) => (
                <li key={user.id} className="people-member">
                  <Link to="/users" search={{ user: user.id }} className="people-open">
                    {userName(user)}
                  </Link>
                  <span className="soft people-member-names">{signInNames(user).join(" · ")}</span>
                  {lastRoot ? (
                    <span className="soft">{t("people.user.lastRoot")}</span>
                  ) : (
                    gives && (
                      <Button
                        size="small"
                        loading={remove.isPending && remove.variables.id === user.id}
                        aria-label={t("people.members.removeWho", { name: userName(user), role: roleTitle(t, role) })}
                        onClick={() => remove.mutate(user)}
                      >
                        {t("people.members.remove")}
                      </Button>
                    )
                  )}
                </li>
              ))}
            </ul>
            <Pager className="people-pages" page={page} pageSize={usersPerPage} count={meta.count} go={setPage} />
          </>
        )}
      </Loaded>
    </section>
  );
}

/** Finds a user by his name and gives him the role. */
function AddMember({ pending, add, holds }: { pending: boolean; add: (id: number) => void; holds: string }) {
  const { t } = useTranslation();
  const [find, setFind] = useState("");
  const found = useQuery(usersQuery({ find: find.trim() || undefined }));
  const others = (found.data?.data ?? []).filter((u) => !u.roles?.some((r) => r.name === holds));
  return (
    <Select<number | null>
      className="people-find"
      aria-label={t("people.members.add")}
      placeholder={t("people.members.add")}
      showSearch={{ filterOption: false, onSearch: setFind }}
      value={null}
      loading={pending || found.isFetching}
      disabled={pending}
      notFoundContent={found.isError ? explain(t, found.error) : t("people.members.nobody")}
      options={others.map((u) => ({ value: u.id, label: [userName(u), ...signInNames(u)].join(" · ") }))}
      onChange={(id) => id && add(id)}
    />
  );
}
