import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import type { User } from "../api/types";
import { notify } from "../ui/notices";
import { destroyUser, holdersQuery, refreshPeople } from "./data";
import { DeleteQuestion } from "./delete-question";
import { root, userName } from "./words";

/** Removes a user, after saying what that means. Nobody removes himself, or the last one who may do everything. */
export function DeleteUser({ user, me, done }: { user: User; me: Me; done: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const name = userName(user);
  const isRoot = user.roles?.some((r) => r.name === root) ?? false;
  const holders = useQuery({ ...holdersQuery(root), enabled: isRoot }).data;
  if (user.id === me.user.id) return <p className="soft">{t("people.user.deleteSelf")}</p>;
  if (isRoot && holders === 1) return <p className="soft">{t("people.user.lastRoot")}</p>;
  return (
    <DeleteQuestion
      label={t("people.user.delete")}
      question={t("people.user.deleteAsk", { name })}
      means={[t("people.user.deleteAccess"), t("people.user.deleteRecords"), t("people.user.deleteBack")]}
      remove={() => destroyUser(user.id)}
      gone={() => {
        notify({ tone: "good", text: t("people.user.deleted", { name }) });
        done();
        return refreshPeople(queries);
      }}
    />
  );
}
