import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Alert, Button, Form, Input, Radio, Select } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { changePassword, type Me, meQuery, settingsQuery, signIn, updateProfile } from "../api/calls";
import { chooseLanguage } from "../app/choosers";
import { language } from "../app/i18n";
import { useOfferedLanguages } from "../app/offered-languages";
import { themes, useThemeChoice } from "../app/preferences";
import { roleName, union } from "../app/roles";
import { begin, role } from "../app/session";
import { useStore } from "../app/store";
import { useTitle } from "../app/title";
import { atFields, explain } from "../ui/failures";
import { PasswordEntry } from "../ui/password-entry";
import "./account.css";
import { TimeZone } from "./time-zone";

const route = getRouteApi("/inside/account");

/** What people settle about themselves. */
export default function AccountPage() {
  const { t } = useTranslation();
  const { me: loaded } = route.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const settings = useQuery(settingsQuery).data;
  useTitle(t("account.title"));
  return (
    <div className="account">
      <h1>{t("account.title")}</h1>
      <Section title={t("account.profile")}>
        <Profile me={me} off={settings?.enableEditProfile === false} />
      </Section>
      <Section title={t("account.display")} help={t("account.displayHelp")}>
        <Display />
      </Section>
      <Section title={t("account.role")} help={me.check.roles.length > 1 ? t("account.roleHelp") : undefined}>
        <Role me={me} />
      </Section>
      <Section title={t("account.password")}>
        {settings?.enableChangePassword === false ? <p>{t("account.passwordOff")}</p> : <ChangePassword me={me} />}
      </Section>
    </div>
  );
}

function Section({ title, help, children }: { title: string; help?: string | undefined; children: ReactNode }) {
  const id = useId();
  return (
    <section className="account-section" aria-labelledby={id}>
      <div className="account-about">
        <h2 id={id}>{title}</h2>
        {help && <p className="soft">{help}</p>}
      </div>
      <div className="account-fields">{children}</div>
    </section>
  );
}

interface Said {
  error: unknown;
  done: string | false;
}

/** What became of the last attempt, told to everybody. */
function Result({ error, done }: Said) {
  const { t } = useTranslation();
  return (
    <div role="status">
      {error ? (
        <Alert className="form-alert" type="error" showIcon title={explain(t, error)} />
      ) : (
        done && <Alert className="form-alert" type="success" showIcon title={done} />
      )}
    </div>
  );
}

function Profile({ me, off }: { me: Me; off: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ nickname: string }>();
  const save = useMutation({
    mutationFn: updateProfile,
    onSuccess: () => queries.invalidateQueries({ queryKey: meQuery.queryKey }),
    onError: (e) => form.setFields(atFields(t, e, ["nickname"]).at.map((f) => ({ ...f, name: "nickname" as const }))),
  });
  const whole = save.error && atFields(t, save.error, ["nickname"]).isWhole ? save.error : null;
  const names = [me.user.username, me.user.email, me.user.phone].filter(Boolean);
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ nickname: me.user.nickname ?? "" }}
      onFinish={(values) => save.mutate({ nickname: values.nickname.trim() })}
      onValuesChange={() => save.reset()}
    >
      <dl className="account-names">
        <dt className="soft">{t("account.signInName")}</dt>
        {names.map((name) => (
          <dd key={name}>{name}</dd>
        ))}
      </dl>
      <Form.Item
        name="nickname"
        label={t("account.nickname")}
        extra={off ? t("account.profileOff") : t("account.nicknameHelp")}
      >
        <Input autoComplete="name" disabled={off} />
      </Form.Item>
      <Result error={whole} done={save.isSuccess && t("account.saved")} />
      {!off && (
        <Button htmlType="submit" type="primary" loading={save.isPending}>
          {t("account.save")}
        </Button>
      )}
    </Form>
  );
}

function Display() {
  const { t } = useTranslation();
  const spoken = useStore(language);
  const languages = useOfferedLanguages();
  const [theme, setTheme] = useThemeChoice();
  const themeLabel = useId();
  return (
    <div className="account-stack">
      <div className="account-field">
        <label htmlFor="account-language">{t("language")}</label>
        <Select
          id="account-language"
          value={spoken?.code ?? ""}
          options={languages.map((l) => ({ value: l.code, label: l.name }))}
          onChange={chooseLanguage}
        />
      </div>
      <div className="account-field">
        <span id={themeLabel}>{t("theme.title")}</span>
        <Radio.Group
          aria-labelledby={themeLabel}
          value={theme}
          onChange={(e) => setTheme(e.target.value)}
          options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
      </div>
      <TimeZone />
    </div>
  );
}

function Role({ me }: { me: Me }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const asked = useStore(role);
  const label = useId();
  const change = useMutation({
    mutationFn: async (name: string) => {
      const before = role.get();
      role.set(name);
      // What is shown was asked for in the old role.
      try {
        await queries.fetchQuery({ ...meQuery, staleTime: 0 });
      } catch (e) {
        role.set(before);
        throw e;
      }
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "me" && queryKey[0] !== "settings",
      });
    },
  });
  const { roles, roleMode, titles } = me.check;
  const named = (name: string) => roleName(t, name, titles?.[name]);
  if (roles.length < 2) return <p>{t("account.roleOne", { role: named(me.check.role) })}</p>;
  const usual = asked ? t("account.roleUsual") : `${t("account.roleUsual")} (${named(me.check.role)})`;
  const choices = ["", ...(roleMode === "allow-use-union" ? [union] : []), ...roles];
  return (
    <div className="account-stack">
      <span id={label} className="visually-hidden">
        {t("account.role")}
      </span>
      <Radio.Group
        vertical
        aria-labelledby={label}
        value={asked}
        disabled={change.isPending || roleMode === "only-use-union"}
        onChange={(e) => change.mutate(e.target.value)}
        options={choices.map((name) => ({ value: name, label: name ? named(name) : usual }))}
      />
      <Result
        error={change.error}
        done={change.isSuccess && t("account.roleChanged", { role: named(me.check.role) })}
      />
    </div>
  );
}

interface Passwords {
  oldPassword: string;
  newPassword: string;
  confirmPassword: string;
}

const passwordFields = ["oldPassword", "newPassword", "confirmPassword"] as const;
const passwordCodes = {
  INVALID_CREDENTIALS: "oldPassword",
  PASSWORD_TOO_SHORT: "newPassword",
  PASSWORD_TOO_LONG: "newPassword",
  PASSWORD_TOO_COMMON: "newPassword",
};

function ChangePassword({ me }: { me: Me }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Passwords>();
  const change = useMutation({
    mutationFn: async (values: Passwords) => {
      await changePassword(values);
      // A new password ends every session, this one too: here it is known, so this one goes on.
      const { token } = await signIn(me.user.username ?? me.user.email ?? me.user.phone ?? "", values.newPassword);
      begin(token);
    },
    onSuccess: () => form.resetFields(),
    onError: (e) =>
      form.setFields(
        atFields(t, e, passwordFields, passwordCodes).at.flatMap(({ name, errors }) =>
          passwordFields.filter((f) => f === name).map((f) => ({ name: f, errors })),
        ),
      ),
  });
  const whole = change.error && atFields(t, change.error, passwordFields, passwordCodes).isWhole ? change.error : null;
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      onFinish={(values) => change.mutate(values)}
      onValuesChange={() => change.reset()}
    >
      {/* Password managers want to know whose password it is. */}
      <input
        className="visually-hidden"
        type="text"
        autoComplete="username"
        readOnly
        tabIndex={-1}
        aria-hidden
        value={me.user.username ?? me.user.email ?? ""}
      />
      <PasswordEntry name="oldPassword" label={t("account.oldPassword")} missing={t("account.oldMissing")} current />
      <PasswordEntry
        name="newPassword"
        label={t("account.newPassword")}
        help={t("account.newHelp")}
        missing={t("account.newMissing")}
      />
      <PasswordEntry
        name="confirmPassword"
        label={t("account.confirmPassword")}
        missing={t("account.confirmMissing")}
        also={({ getFieldValue }) => ({
          validator: async (_, value) => {
            if (value && value !== getFieldValue("newPassword")) throw new Error(t("account.confirmDiffers"));
          },
        })}
      />
      <Result error={whole} done={change.isSuccess && t("account.passwordChanged")} />
      <Button htmlType="submit" type="primary" loading={change.isPending}>
        {t("account.changePassword")}
      </Button>
    </Form>
  );
}
