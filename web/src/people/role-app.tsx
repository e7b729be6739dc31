import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Modal, Switch } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { grants, type Me } from "../api/calls";
import { writeOver } from "../api/over";
import type { Role } from "../api/types";
import { readRole, refreshPeople, updateRole } from "./data";
import type { PartProps } from "./part-props";
import { Said } from "./said";
import { type Ability, abilities, allow, forbid } from "./snippets";
import { root } from "./words";

const names = Object.keys(abilities) as Ability[];

/** What a role may do in the app itself, besides working with records. */
export function RoleApp({ role, me }: PartProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Ability>();
  const save = useMutation({
    mutationFn: ({ ability, on }: { ability: Ability; on: boolean }) =>
      // Somebody else who switches another one, or the same, is not in the way: each is switched by itself.
      writeOver({
        base: role,
        write: (over) =>
          updateRole(role.name, { snippets: (on ? allow : forbid)(over.snippets ?? [], abilities[ability]) }, over),
        read: () => readRole(role.name),
        isSame: () => true,
      }),
    onSuccess: () => refreshPeople(queries),
  });
  if (role.name === root) return <p className="panel panel-pad people-reading">{t("people.role.root")}</p>;
  const change = (ability: Ability, on: boolean) => {
    // Who takes from his own role what he needs for this page cannot give it back.
    if (!on && (ability === "roles" || ability === "users") && !me.check.allowAll && me.check.roles.includes(role.name))
      setAsked(ability);
    else save.mutate({ ability, on });
  };
  return (
    <section className="panel panel-pad people-stack">
      <p className="soft people-reading">{t("people.app.intro")}</p>
      <Said error={save.error} />
      <ul className="people-switches">
        {names.map((ability) => (
          <AbilitySwitch
            key={ability}
            ability={ability}
            role={role}
            me={me}
            busy={save.isPending}
            changing={save.isPending && save.variables.ability === ability}
            change={(on) => change(ability, on)}
          />
        ))}
      </ul>
      <p className="visually-hidden" role="status">
        {save.isSuccess && t("account.saved")}
      </p>
      <Modal
        open={Boolean(asked)}
        title={t("people.app.ownTitle")}
        okText={t("people.app.ownConfirm")}
        okButtonProps={{ danger: true }}
        cancelText={t("people.cancel")}
        onOk={() => {
          if (asked) save.mutate({ ability: asked, on: false });
          setAsked(undefined);
        }}
        onCancel={() => setAsked(undefined)}
      >
        <p>{t("people.app.own")}</p>
      </Modal>
    </section>
  );
}

interface AbilitySwitchProps {
  ability: Ability;
  role: Role;
  me: Me;
  busy: boolean;
  changing: boolean;
  change: (on: boolean) => void;
}

function AbilitySwitch({ ability, role, me, busy, changing, change }: AbilitySwitchProps) {
  const { t } = useTranslation();
  const id = useId();
  const rules = role.snippets ?? [];
  const on = grants(rules, abilities[ability]);
  const holds = me.check.allowAll || grants(me.check.snippets, abilities[ability]);
  // Whoever administers workflows knows their names as well.
  const included = ability === "workflowNames" && grants(rules, abilities.workflows);
  const note = !holds ? t("people.app.notHeld") : included ? t("people.app.included") : undefined;
  return (
    <li className="people-switch">
      <Switch
        checked={on || included}
        loading={changing}
        disabled={busy || !holds || included}
        aria-labelledby={id}
        aria-describedby={`${id}-about`}
        onChange={change}
      />
      <div>
        <span id={id} className="people-switch-name">
          {t(`people.abilities.${ability}.name`)}
        </span>
        <p id={`${id}-about`} className="soft">
          {t(`people.abilities.${ability}.about`)} {note}
        </p>
      </div>
    </li>
  );
}
