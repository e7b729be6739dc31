import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import type { User } from "../api/types";
import { useDates } from "../ui/format";
import { Tag } from "../ui/tag";
import { roleTitle, signInNames, userName, usualRole } from "./words";

/** A table that becomes a list of cards on a phone. */
export function UsersTable({ users, me }: { users: readonly User[]; me: Me }) {
  const { t } = useTranslation();
  return (
    <table className="people-table">
      <caption className="visually-hidden">{t("people.users.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("people.users.name")}</th>
          <th scope="col">{t("people.users.signsIn")}</th>
          <th scope="col">{t("people.users.roles")}</th>
          <th scope="col">{t("people.users.since")}</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Row key={user.id} user={user} isMe={user.id === me.user.id} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ user, isMe }: { user: User; isMe: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <tr>
      <td className="people-title">
        <Link to="/users" search={(old) => ({ ...old, user: user.id })} className="people-open">
          {userName(user)}
        </Link>
        {isMe && <span className="people-note">{t("people.users.you")}</span>}
      </td>
      <td data-label={t("people.users.signsIn")}>
        <span className="people-names">
          {signInNames(user).map((name) => (
            <span key={name}>{name}</span>
          ))}
        </span>
      </td>
      <td data-label={t("people.users.roles")}>
        <RolesOf user={user} />
      </td>
      <td data-label={t("people.users.since")} className="people-when">
        {user.createdAt && dates.day(user.createdAt)}
      </td>
    </tr>
  );
}

/** The roles of a user, the usual one first. Without one nobody can sign in. */
function RolesOf({ user }: { user: User }) {
  const { t } = useTranslation();
  const roles = user.roles ?? [];
  if (roles.length === 0) return <Tag tone="attention">{t("people.users.noRole")}</Tag>;
  const usual = roles.length > 1 ? usualRole(user) : undefined;
  const sorted = [...roles].sort((a, b) => Number(b.name === usual) - Number(a.name === usual));
  return (
    <ul className="people-chips">
      {sorted.map((r) => (
        <li key={r.name} className="people-chip">
          {roleTitle(t, r)}
          {r.name === usual && <span className="soft"> · {t("people.users.usual")}</span>}
        </li>
      ))}
    </ul>
  );
}
