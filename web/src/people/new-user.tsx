import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Form } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { useAct } from "../collections/act";
import { atFields } from "../ui/failures";
import { notify } from "../ui/notices";
import { size } from "../ui/tokens";
import { createUser, refreshPeople, rolesQuery, type UserValues } from "./data";
import { NewPassword } from "./new-password";
import { type HeldRoles, RolesInput } from "./roles-input";
import { Said } from "./said";
import { asFields, trimmed, UserFields, userCodes, userFields } from "./user-fields";

/** Adds somebody who may sign in. */
export function NewUser({ me, close }: { me: Me; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<UserValues>();
  const act = useAct();
  const roleLabel = useId();
  const [chosen, setChosen] = useState<HeldRoles>();
  const usual = useQuery(rolesQuery()).data?.find((r) => r.default)?.name;
  const held = chosen ?? { names: usual ? [usual] : [], usual };
  const create = useMutation({
    mutationFn: (values: UserValues) => {
      // The first one is the usual one.
      const roles = [...held.names].sort((a, b) => Number(b === held.usual) - Number(a === held.usual));
      const body = { ...trimmed(values), password: values.password ?? "", roles };
      return createUser(body, act.key(body));
    },
    onSuccess: async ({ nickname, username, email }) => {
      act.answered();
      notify({ tone: "good", text: t("people.user.created", { name: nickname || username || email }) });
      close();
      await refreshPeople(queries);
    },
    onError: (e) => {
      act.answered(e);
      form.setFields(asFields(atFields(t, e, userFields, userCodes).at));
    },
  });
  const whole = create.error && atFields(t, create.error, userFields, userCodes).isWhole ? create.error : null;
  return (
    <Drawer open onClose={close} size={size.drawer} title={t("people.user.add")}>
      <Form
        form={form}
        layout="vertical"
        validateTrigger="onSubmit"
        onFinish={(values) => !create.isPending && create.mutate(values)}
        onValuesChange={() => create.reset()}
      >
        <UserFields />
        <NewPassword
          label={t("people.user.password")}
          suggest={(password) => {
            form.setFieldsValue({ password });
            form.setFields([{ name: "password", errors: [] }]);
          }}
        />
        <fieldset className="people-group" aria-labelledby={roleLabel}>
          <h2 id={roleLabel} className="people-group-title">
            {t("people.users.roles")}
          </h2>
          <RolesInput me={me} value={held} onChange={setChosen} />
          {held.names.length === 0 && <p className="soft">{t("people.user.noRoleMeans")}</p>}
        </fieldset>
        <Said error={whole} />
        <div className="people-buttons">
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t("people.user.create")}
          </Button>
          <Button onClick={close}>{t("people.cancel")}</Button>
        </div>
      </Form>
    </Drawer>
  );
}
