import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Crossed, writeOver } from "../api/over";
import type { Role } from "../api/types";
import { isBuiltIn } from "../app/roles";
import { atFields } from "../ui/failures";
import { notify } from "../ui/notices";
import { CrossedRules } from "./crossed-rules";
import { destroyRole, holdersQuery, makeDefault, readRole, refreshPeople, updateRole } from "./data";
import { DeleteQuestion } from "./delete-question";
import type { PartProps } from "./part-props";
import { Said } from "./said";
import { roleTitle, root } from "./words";

/** What a role is called, whether new users get it, and its end. */
export function RoleGeneral({ role }: PartProps) {
  const { t } = useTranslation();
  if (role.name === root) return <p className="panel panel-pad people-reading">{t("people.role.root")}</p>;
  return (
    <div className="panel panel-pad people-parts">
      <Names role={role} />
      <section className="people-part">
        <h2>{t("people.role.forNew")}</h2>
        <ForNew role={role} />
      </section>
      <section className="people-part">
        <h2>{t("people.role.deleteTitle")}</h2>
        <Delete role={role} />
      </section>
    </div>
  );
}

interface Names {
  title: string;
  description: string;
}

function Names({ role }: { role: Role }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Names>();
  // What is stored is on top of what was there when this was opened, or saved last.
  const [base, setBase] = useState(role);
  const save = useMutation({
    mutationFn: ({ values, over }: { values: Names; over: Role }) =>
      writeOver({
        base: over,
        write: (now) =>
          updateRole(role.name, { title: values.title.trim(), description: values.description.trim() }, now),
        read: () => readRole(role.name),
        isSame: (a, b) => a.title === b.title && (a.description ?? "") === (b.description ?? ""),
      }),
    onSuccess: ({ data: [saved] }) => {
      if (saved) setBase(saved);
      return refreshPeople(queries);
    },
    onError: (e) =>
      form.setFields(atFields(t, e, ["title"]).at.map(({ errors }) => ({ name: "title" as const, errors }))),
  });
  const theirs = save.error instanceof Crossed ? (save.error.theirs as Role) : undefined;
  const whole = save.error && !theirs && atFields(t, save.error, ["title"]).isWhole ? save.error : null;
  return (
    <Form
      form={form}
      className="people-form"
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      initialValues={namesOf(role)}
      onFinish={(values) => !save.isPending && save.mutate({ values, over: base })}
      onValuesChange={() => save.reset()}
    >
      <Form.Item
        name="title"
        label={t("people.role.name")}
        rules={[{ required: true, whitespace: true, message: t("people.role.nameMissing") }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="description" label={t("people.role.description")} extra={t("people.role.descriptionHelp")}>
        <Input />
      </Form.Item>
      <p className="soft people-below">
        {t("people.role.key")} <code>{role.name}</code>
      </p>
      <Said error={whole} done={save.isSuccess && t("account.saved")} />
      {theirs && save.variables && (
        <CrossedRules
          what={roleTitle(t, role)}
          parts={crossedNames(t, save.variables.values, theirs)}
          busy={save.isPending}
          back={() => save.reset()}
          takeTheirs={() => {
            setBase(theirs);
            form.setFieldsValue(namesOf(theirs));
            save.reset();
            void refreshPeople(queries);
          }}
          keepMine={() => save.variables && save.mutate({ values: save.variables.values, over: theirs })}
        />
      )}
      <Button htmlType="submit" type="primary" loading={save.isPending}>
        {t("account.save")}
      </Button>
    </Form>
  );
}

const namesOf = (role: Role): Names => ({ title: role.title ?? role.name, description: role.description ?? "" });

/** What of the names is not the same. */
function crossedNames(t: TFunction, mine: Names, theirs: Role) {
  const now = namesOf(theirs);
  const labels = { title: t("people.role.name"), description: t("people.role.description") };
  return (["title", "description"] as const)
    .filter((key) => mine[key].trim() !== now[key])
    .map((key) => ({ key, label: labels[key], mine: mine[key], theirs: now[key] || "–" }));
}

function ForNew({ role }: { role: Role }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const save = useMutation({ mutationFn: () => makeDefault(role.name), onSuccess: () => refreshPeople(queries) });
  if (role.default) return <p className="soft">{t("people.role.isForNew")}</p>;
  return (
    <>
      <p className="soft">{t("people.role.notForNew")}</p>
      <Said error={save.error} />
      <div>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t("people.role.makeForNew")}
        </Button>
      </div>
    </>
  );
}

function Delete({ role }: { role: Role }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const holders = useQuery(holdersQuery(role.name)).data;
  const title = roleTitle(t, role);
  if (isBuiltIn(role.name)) return <p className="soft">{t("people.role.builtIn")}</p>;
  if (role.default) return <p className="soft">{t("people.role.defaultStays")}</p>;
  return (
    <DeleteQuestion
      label={t("people.role.delete")}
      question={t("people.role.deleteAsk", { title })}
      means={[
        ...(holders === undefined ? [] : [t("people.role.deleteHolders", { count: holders })]),
        t("people.role.deletePages"),
        t("people.role.deleteRules"),
      ]}
      remove={() => destroyRole(role.name)}
      gone={async () => {
        notify({ tone: "good", text: t("people.role.deleted", { title }) });
        await navigate({ to: "/roles" });
        await refreshPeople(queries);
      }}
    />
  );
}
