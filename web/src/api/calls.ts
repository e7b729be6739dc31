import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { role } from "../app/session";
import { adoptZone } from "../app/zone";
import { call } from "./client";
import type { ListMeta, Outcome, Receipt, RoleCheck, Settings, SignIn, User, Workflow } from "./types";

/** Who is signed in, and in which role. */
export interface Me {
  user: User;
  check: RoleCheck;
}

export async function signIn(account: string, password: string): Promise<SignIn> {
  return (await call<SignIn>("auth:signIn", { body: { account, password }, anonymous: true })).data;
}

/** Who makes his own account. */
export interface NewAccount {
  nickname: string;
  email: string;
  password: string;
}

export async function signUp(account: NewAccount): Promise<void> {
  await call<void>("auth:signUp", { body: account, anonymous: true });
}

export async function signOut(): Promise<void> {
  await call<void>("auth:signOut", { body: {}, whenOver: "fail" });
}

export async function updateProfile(values: { nickname: string }): Promise<void> {
  await call<User[]>("users:updateProfile", { body: values });
}

export async function updateLanguage(appLang: string): Promise<void> {
  await call<void>("users:updateLang", { body: { appLang } });
}

/** Keeps a time zone with the account; "" is that of whatever device it is used at. */
export async function updateTimeZone(timeZone: string): Promise<void> {
  await call<void>("users:updateTimeZone", { body: { timeZone } });
}

export async function changePassword(values: {
  oldPassword: string;
  newPassword: string;
  confirmPassword: string;
}): Promise<void> {
  await call<User>("auth:changePassword", { body: values });
}

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: async ({ signal }) => (await call<Settings>("systemSettings:get", { signal, anonymous: true })).data,
  staleTime: 60_000,
});

/** At the start of a page a session that is over leads to the sign-in page: there is nothing to lose yet. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me> => {
    const [user, check] = await Promise.all([
      call<User>("auth:check", { signal, whenOver: "fail" }),
      call<RoleCheck>("roles:check", { signal, whenOver: "fail" }),
    ]);
    adoptZone(user.data.systemSettings);
    return { user: user.data, check: check.data };
  },
  staleTime: 60_000,
});

export const pageSize = 20;

export interface ReceiptsPage {
  page: number;
  outcome?: Outcome | undefined;
}

/** The receipts of a user, newest first. Whoever administers workflows could see everybody's: here only his own count. */
export const receiptsQuery = (userId: number, { page, outcome }: ReceiptsPage) =>
  queryOptions({
    queryKey: ["receipts", role.get(), userId, page, outcome],
    queryFn: ({ signal }) =>
      call<Receipt[], ListMeta>("receipts:list", {
        signal,
        query: { filter: { userId, ...(outcome && { outcome }) }, sort: "-id", page, pageSize },
      }),
    placeholderData: keepPreviousData,
  });

/** Titles of workflows by their keys, for roles that may see workflows; others see the keys. */
export const workflowTitlesQuery = (me: Me, keys: readonly string[]) =>
  queryOptions({
    queryKey: ["workflowTitles", role.get(), keys],
    enabled: keys.length > 0 && seesWorkflows(me),
    queryFn: async ({ signal }) => {
      const { data } = await call<Pick<Workflow, "key" | "title">[]>("workflows:list", {
        signal,
        query: { filter: { key: { $in: keys }, current: true }, fields: "key,title", pageSize: keys.length },
      });
      return new Map(data.map((w) => [w.key, w.title]));
    },
    staleTime: 60_000,
  });

function seesWorkflows({ check }: Me): boolean {
  return check.allowAll || grants(check.snippets, "ui.workflows") || grants(check.snippets, "pm.workflow.workflows");
}

/** Whether the rules of a role leave a snippet: "pm.*" allows by pattern, a leading "!" forbids and wins. */
export function grants(rules: readonly string[], snippet: string): boolean {
  const matches = (rule: string) =>
    new RegExp(`^${rule.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(snippet);
  const denied = rules.some((rule) => rule.startsWith("!") && matches(rule.slice(1)));
  return !denied && rules.some((rule) => !rule.startsWith("!") && matches(rule));
}
