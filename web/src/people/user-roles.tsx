import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import type { User } from "../api/types";
import { refreshPeople, setRoles } from "./data";
import { type HeldRoles, RolesInput } from "./roles-input";
import { Said } from "./said";
import { usualRole } from "./words";

const heldBy = (user: User): HeldRoles => ({ names: (user.roles ?? []).map((r) => r.name), usual: usualRole(user) });

/** Which roles a user holds. */
export function UserRoles({ user, me }: { user: User; me: Me }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<HeldRoles>();
  const held = heldBy(user);
  const value = chosen ?? held;
  const save = useMutation({
    mutationFn: ({ names, usual }: HeldRoles) => setRoles(user.id, names, usual),
    onSuccess: async () => {
      await refreshPeople(queries);
      setChosen(undefined);
    },
    onError: () => queries.invalidateQueries({ queryKey: ["users"] }), // the first half may have been done
  });
  const loses = held.names.filter((name) => !value.names.includes(name));
  return (
    <div className="people-stack">
      <RolesInput
        me={me}
        value={value}
        held={held.names}
        onChange={(next) => {
          save.reset();
          setChosen(next);
        }}
      />
      {value.names.length === 0 ? (
        <Alert type="warning" showIcon title={t("people.user.noRoleMeans")} />
      ) : (
        user.id === me.user.id &&
        loses.length > 0 && <Alert type="warning" showIcon title={t("people.user.ownRoles")} />
      )}
      <Said error={save.error} done={save.isSuccess && !chosen && t("people.user.rolesSaved")} />
      <div>
        <Button loading={save.isPending} disabled={!chosen} onClick={() => save.mutate(value)}>
          {t("people.user.saveRoles")}
        </Button>
      </div>
    </div>
  );
}
