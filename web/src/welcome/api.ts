import { queryOptions } from "@tanstack/react-query";
import { meQuery, signIn } from "../api/calls";
import { call } from "../api/client";
import { ApiError, isSessionOver } from "../api/errors";
import type { Application, ListMeta, Sample } from "../api/types";
import { queryClient } from "../app/query";
import { begin, end, role } from "../app/session";

/** The user that a new server has: the printed code is his password. */
const first = "root";

/** How a visit begins: the owner is still to be made, somebody is signed in, or the code counts no more. */
export type Entry = "owner" | "inside" | "used";

/** Looks whether the code of the link still counts, and otherwise who is signed in. */
export const entryQuery = (code: string) =>
  queryOptions({
    queryKey: ["welcome", "entry", code],
    queryFn: async (): Promise<Entry> => {
      if (!code) return "inside";
      try {
        begin((await signIn(first, code)).token);
        queryClient.removeQueries({ queryKey: meQuery.queryKey });
        return "owner";
      } catch (e) {
        if (!(e instanceof ApiError) || e.code !== "INVALID_CREDENTIALS") throw e;
      }
      return (await isSignedIn()) ? "inside" : "used";
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

async function isSignedIn(): Promise<boolean> {
  try {
    await queryClient.fetchQuery(meQuery);
    return true;
  } catch (e) {
    if (!isSessionOver(e)) throw e;
    end();
    return false;
  }
}

export interface Owner {
  nickname: string;
  email: string;
  password: string;
}

/**
 * Makes the first user the person's own: name and address first, as long as the code is the password, then the password.
 * `changed` tells that an earlier try came as far as that: then only the sign-in is left.
 */
export async function makeOwner(code: string, owner: Owner, appLang: string, changed: { current: string }) {
  if (changed.current !== owner.password) {
    const { nickname, email } = owner;
    await call<void>("users:updateProfile", { body: { nickname, email, appLang }, whenOver: "fail" });
    const body = { oldPassword: changed.current || code, newPassword: owner.password, confirmPassword: owner.password };
    await call<void>("auth:changePassword", { body, whenOver: "fail" });
    changed.current = owner.password;
  }
  begin((await signIn(first, owner.password)).token);
  queryClient.removeQueries({ queryKey: meQuery.queryKey });
}

/** The samples in the language that is spoken, and how many applications there are. */
export const samplesQuery = (language: string) =>
  queryOptions({
    queryKey: ["samples", role.get(), language],
    queryFn: async ({ signal }) => {
      const [samples, applications] = await Promise.all([
        call<Sample[]>("samples:list", { signal, query: { language }, whenOver: "fail" }),
        call<Application[], ListMeta>("applications:list", { signal, query: { pageSize: 1 }, whenOver: "fail" }),
      ]);
      return { samples: samples.data, applications: applications.meta.count };
    },
  });

export async function installSample(key: string, language: string): Promise<Sample> {
  return (await call<Sample>("samples:install", { body: { key, language }, whenOver: "fail" })).data;
}
