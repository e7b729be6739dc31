import { useQuery } from "@tanstack/react-query";
import { Checkbox, Radio } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { holdersQuery, rolesQuery } from "./data";
import { roleTitle, root } from "./words";

/** The roles of a user, and which of them he acts in unless he asks for another. */
export interface HeldRoles {
  names: readonly string[];
  usual: string | undefined;
}

interface RolesInputProps {
  me: Me;
  value: HeldRoles;
  onChange: (value: HeldRoles) => void;
  /** What the user holds by now: the last one who holds root has to keep it. */
  held?: readonly string[];
}

/** Which roles a user holds, and the usual one among them. */
export function RolesInput({ me, value, onChange, held = [] }: RolesInputProps) {
  const { t } = useTranslation();
  const group = useId();
  const roles = useQuery(rolesQuery()).data ?? [];
  const holders = useQuery({ ...holdersQuery(root), enabled: held.includes(root) }).data;
  const isLast = held.includes(root) && holders === 1;
  const toggle = (name: string, on: boolean) => {
    const names = on ? [...value.names, name] : value.names.filter((n) => n !== name);
    const usual = value.usual && names.includes(value.usual) ? value.usual : names[0];
    onChange({ names, usual });
  };
  const choosable = roles.filter((r) => r.name !== root || me.check.allowAll || held.includes(root));
  return (
    <ul className="people-roles">
      {choosable.map((role) => {
        const on = value.names.includes(role.name);
        const kept = role.name === root && isLast;
        const title = roleTitle(t, role);
        return (
          <li key={role.name} className="people-role">
            <Checkbox
              checked={on}
              disabled={kept || (role.name === root && !me.check.allowAll)}
              aria-describedby={kept ? `${group}-last` : undefined}
              onChange={(e) => toggle(role.name, e.target.checked)}
            >
              {title}
            </Checkbox>
            {on && value.names.length > 1 && (
              <Radio
                className="people-usual"
                name={group}
                checked={value.usual === role.name}
                aria-label={t("people.user.usualIs", { role: title })}
                onChange={() => onChange({ ...value, usual: role.name })}
              >
                {t("people.user.usual")}
              </Radio>
            )}
            {role.description && <p className="soft people-role-about">{role.description}</p>}
            {kept && (
              <p className="soft people-role-about" id={`${group}-last`}>
                {t("people.user.lastRoot")}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
