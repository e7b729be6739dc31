import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form } from "antd";
import { useTranslation } from "react-i18next";
import type { User } from "../api/types";
import { atFields } from "../ui/failures";
import { refreshPeople, type UserValues, updateUser } from "./data";
import { Said } from "./said";
import { asFields, trimmed, UserFields, userCodes, userFields } from "./user-fields";

/** What a user is called and signs in with. */
export function UserProfile({ user }: { user: User }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<UserValues>();
  const save = useMutation({
    mutationFn: (values: UserValues) => updateUser(user.id, trimmed(values)),
    onSuccess: () => refreshPeople(queries),
    onError: (e) => form.setFields(asFields(atFields(t, e, userFields, userCodes).at)),
  });
  const whole = save.error && atFields(t, save.error, userFields, userCodes).isWhole ? save.error : null;
  return (
    <Form
      form={form}
      layout="vertical"
      validateTrigger="onSubmit"
      initialValues={{ nickname: user.nickname ?? "", username: user.username ?? "", email: user.email ?? "" }}
      onFinish={(values) => !save.isPending && save.mutate(values)}
      onValuesChange={() => save.reset()}
    >
      <UserFields />
      <Said error={whole} done={save.isSuccess && t("account.saved")} />
      <Button htmlType="submit" loading={save.isPending}>
        {t("people.user.saveProfile")}
      </Button>
    </Form>
  );
}
