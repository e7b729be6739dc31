import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import type { User } from "../api/types";
import { notify } from "../ui/notices";
import { destroyUser, holdersQuery, refreshPeople } from "./data";
import { Said } from "./said";
import { root, userName } from "./words";

/** Removes a user, after saying what that means. Nobody removes himself, or the last one who may do everything. */
export function DeleteUser({ user, me, done }: { user: User; me: Me; done: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const name = userName(user);
  const isRoot = user.roles?.some((r) => r.name === root) ?? false;
  const holders = useQuery({ ...holdersQuery(root), enabled: isRoot }).data;
  const remove = useMutation({
    mutationFn: () => destroyUser(user.id),
    onSuccess: async () => {
      notify({ tone: "good", text: t("people.user.deleted", { name }) });
      setAsked(false);
      done();
      await refreshPeople(queries);
    },
  });
  if (user.id === me.user.id) return <p className="soft">{t("people.user.deleteSelf")}</p>;
  if (isRoot && holders === 1) return <p className="soft">{t("people.user.lastRoot")}</p>;
  return (
    <>
      <div>
        <Button danger onClick={() => setAsked(true)}>
          {t("people.user.delete")}
        </Button>
      </div>
      <Modal
        open={asked}
        title={t("people.user.deleteAsk", { name })}
        okText={t("people.user.delete")}
        okButtonProps={{ danger: true }}
        cancelText={t("people.cancel")}
        confirmLoading={remove.isPending}
        onOk={() => remove.mutate()}
        onCancel={() => setAsked(false)}
        afterClose={() => remove.reset()}
      >
        <ul className="people-means">
          <li>{t("people.user.deleteAccess")}</li>
          <li>{t("people.user.deleteRecords")}</li>
          <li>{t("people.user.deleteBack")}</li>
        </ul>
        <Said error={remove.error} />
      </Modal>
    </>
  );
}
