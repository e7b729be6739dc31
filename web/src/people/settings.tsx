import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Checkbox, Form, Input, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type Me, meQuery, settingsQuery } from "../api/calls";
import { ApiError } from "../api/errors";
import type { Settings } from "../api/types";
import { languages } from "../app/i18n";
import { offered } from "../app/pages";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Failed } from "../ui/states";
import { putSettings } from "./data";
import "./people.css";
import { Said } from "./said";
import { abilities } from "./snippets";

const inside = getRouteApi("/inside");

/** What counts for everybody. */
export default function SettingsPage() {
  const { t } = useTranslation();
  const { me: loaded } = inside.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const settings = useQuery(settingsQuery);
  return (
    <div className="page">
      <PageHead title={t("people.settings.title")} intro={t("people.settings.intro")} />
      <div className="panel panel-pad">
        {mayChange(me) ? <Loaded query={settings}>{(s) => <SettingsForm settings={s} />}</Loaded> : <NotAllowed />}
      </div>
    </div>
  );
}

const mayChange = (me: Me) => offered(me, { snippet: abilities.settings });

/** Everybody may read the settings, but few may change them: the others are told so before they try. */
function NotAllowed() {
  const refused = new ApiError(403, [{ message: "", code: "NO_PERMISSION" }], "", 0);
  return <Failed error={refused} retry={() => {}} />;
}

interface Values {
  title: string;
  enabledLanguages: string[];
  appLang: string;
  allowSignUp: boolean;
  enableEditProfile: boolean;
  enableChangePassword: boolean;
}

/** What differs from what is stored: somebody else may be changing something else. */
function changes(stored: Settings, values: Values): Partial<Settings> {
  const same = (name: keyof Values) => JSON.stringify(values[name]) === JSON.stringify(stored[name]);
  const names = (Object.keys(values) as (keyof Values)[]).filter((name) => !same(name));
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const enabled: string[] = Form.useWatch("enabledLanguages", form) ?? settings.enabledLanguages;
  const save = useMutation({
    mutationFn: (values: Values) => putSettings(changes(settings, { ...values, title: values.title.trim() })),
    onSuccess: (saved) => queries.setQueryData(settingsQuery.queryKey, saved),
  });
  const spoken = languages.map((l) => ({ value: l.code, label: l.name }));
  return (
    <Form
      form={form}
      className="people-form"
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      initialValues={{
        title: settings.raw_title ?? settings.title ?? "",
        enabledLanguages: settings.enabledLanguages,
        appLang: settings.appLang ?? "en-US",
        allowSignUp: settings.allowSignUp,
        enableEditProfile: settings.enableEditProfile,
        enableChangePassword: settings.enableChangePassword,
      }}
      onFinish={(values) => !save.isPending && save.mutate(values)}
      onValuesChange={(changed: Partial<Values>, all: Values) => {
        save.reset();
        const list = changed.enabledLanguages;
        if (list?.[0] && !list.includes(all.appLang)) form.setFieldsValue({ appLang: list[0] });
      }}
    >
      <Form.Item
        name="title"
        label={t("people.settings.name")}
        extra={t("people.settings.nameHelp")}
        rules={[{ required: true, whitespace: true, message: t("people.settings.nameMissing") }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="enabledLanguages"
        label={t("people.settings.languages")}
        extra={t("people.settings.languagesHelp")}
        rules={[
          {
            // Not "required": a group of checkboxes cannot be marked so.
            validator: async (_, value?: string[]) => {
              if (!value?.length) throw new Error(t("people.settings.languageMissing"));
            },
          },
        ]}
      >
        <Checkbox.Group options={spoken} />
      </Form.Item>
      <Form.Item name="appLang" label={t("people.settings.language")} extra={t("people.settings.languageHelp")}>
        <Select options={spoken.filter((l) => enabled.includes(l.value))} />
      </Form.Item>
      <Toggle name="allowSignUp" about={t("people.settings.signUpHelp")}>
        {t("people.settings.signUp")}
      </Toggle>
      <Toggle name="enableEditProfile" about={t("people.settings.profileHelp")}>
        {t("people.settings.profile")}
      </Toggle>
      <Toggle name="enableChangePassword" about={t("people.settings.passwordHelp")}>
        {t("people.settings.password")}
      </Toggle>
      <Said error={save.error} done={save.isSuccess && t("account.saved")} />
      <Button htmlType="submit" type="primary" loading={save.isPending}>
        {t("account.save")}
      </Button>
    </Form>
  );
}

function Toggle({ name, about, children }: { name: keyof Values; about: string; children: string }) {
  return (
    <div className="people-switch people-setting">
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch id={`setting-${name}`} aria-describedby={`setting-${name}-about`} />
      </Form.Item>
      <div>
        <label htmlFor={`setting-${name}`} className="people-switch-name">
          {children}
        </label>
        <p id={`setting-${name}-about`} className="soft">
          {about}
        </p>
      </div>
    </div>
  );
}
