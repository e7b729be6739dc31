import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { size } from "../ui/tokens";
import { userQuery } from "./data";
import { DeleteUser } from "./delete-user";
import { UserPassword } from "./user-password";
import { UserProfile } from "./user-profile";
import { UserRoles } from "./user-roles";
import { userName } from "./words";

/** Everything about one user. */
export function UserDrawer({ id, me, close }: { id: number; me: Me; close: () => void }) {
  const { t } = useTranslation();
  const user = useQuery(userQuery(id));
  return (
    <Drawer open onClose={close} size={size.drawer} title={user.data ? userName(user.data) : t("people.user.one")}>
      <Loaded
        query={user}
        isEmpty={(found) => found === null}
        empty={
          <Empty title={t("people.user.missingTitle")}>
            <p>{t("people.user.missing")}</p>
          </Empty>
        }
      >
        {(found) =>
          found && (
            <div className="people-parts">
              <Part title={t("account.profile")}>
                <UserProfile user={found} />
              </Part>
              <Part title={t("people.users.roles")} help={t("people.user.rolesHelp")}>
                <UserRoles user={found} me={me} />
              </Part>
              <Part title={t("people.user.password")}>
                <UserPassword user={found} me={me} />
              </Part>
              <Part title={t("people.user.deleteTitle")}>
                <DeleteUser user={found} me={me} done={close} />
              </Part>
            </div>
          )
        }
      </Loaded>
    </Drawer>
  );
}

function Part({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="people-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {help && <p className="soft">{help}</p>}
      {children}
    </section>
  );
}
