import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import type { ListMeta, Role, RoleMode, RoleResource, RoleScope, Settings, User } from "../api/types";
import { role } from "../app/session";
import type { Grant } from "./permissions";

export const usersPerPage = 20;

/** Which users are asked for; the role "" asks for those who hold none. */
export interface UsersFilter {
  find?: string | undefined;
  role?: string | undefined;
  page?: number | undefined;
}

function conditions({ find, role: held }: UsersFilter) {
  const named = find && ["nickname", "username", "email", "phone"].map((f) => ({ [f]: { $includes: find } }));
  return {
    ...(named && { $or: named }),
    ...(held === "" && { roles: { $notExists: true } }),
    ...(held && { "roles.name": held }),
  };
}

/** A page of users with their roles, by name. */
export const usersQuery = ({ page = 1, ...filter }: UsersFilter) =>
  queryOptions({
    queryKey: ["users", role.get(), "list", filter, page],
    queryFn: ({ signal }) =>
      call<User[], ListMeta>("users:list", {
        signal,
        query: { filter: conditions(filter), appends: "roles", sort: "nickname,id", page, pageSize: usersPerPage },
      }),
    placeholderData: keepPreviousData,
  });

/** One user with his roles; null when there is none. */
export const userQuery = (id: number) =>
  queryOptions({
    queryKey: ["users", role.get(), "one", id],
    queryFn: async ({ signal }) =>
      (await call<User | null>("users:get", { signal, query: { filterByTk: id, appends: "roles" } })).data ?? null,
  });

/** How many users hold a role. */
export const holdersQuery = (name: string) =>
  queryOptions({
    queryKey: ["users", role.get(), "holders", name],
    queryFn: async ({ signal }) => {
      const query = { filter: { "roles.name": name }, fields: "id", pageSize: 1 };
      return (await call<User[], ListMeta>("users:list", { signal, query })).meta.count;
    },
  });

/** All roles, in their order. */
export const rolesQuery = () =>
  queryOptions({
    queryKey: ["roles", role.get(), "list"],
    queryFn: async ({ signal }) =>
      (await call<Role[]>("roles:list", { signal, query: { sort: "sort,createdAt", pageSize: 200 } })).data,
  });

/** The rules that a role has of its own for collections. */
export const entriesQuery = (name: string) =>
  queryOptions({
    queryKey: ["roles", role.get(), "entries", name],
    queryFn: async ({ signal }) =>
      (await call<RoleResource[]>(`roles/${encodeURIComponent(name)}/dataSourceResources:list`, { signal })).data,
  });

/** The conditions that permissions can be limited by. */
export const scopesQuery = () =>
  queryOptions({
    queryKey: ["roles", role.get(), "scopes"],
    queryFn: async ({ signal }) =>
      (await call<RoleScope[]>("rolesResourcesScopes:list", { signal, query: { sort: "id", pageSize: 200 } })).data,
  });

/** How the roles of a user go together. */
export const roleModeQuery = () =>
  queryOptions({
    queryKey: ["roles", role.get(), "mode"],
    queryFn: async ({ signal }) => (await call<RoleMode>("roles:getSystemRoleMode", { signal })).data.roleMode,
  });

/** Who may do what has changed: reads it again, for the reader himself as well. */
export async function refreshPeople(queries: QueryClient) {
  const keys = [["users"], ["roles"], ["me"]];
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

const at = (id: number | string) => ({ query: { filterByTk: id } });

/** What a person types about a user. */
export interface UserValues {
  nickname?: string | undefined;
  username?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  password?: string | undefined;
  roles?: readonly string[] | undefined;
}

export const createUser = async (values: UserValues, idempotencyKey: string) =>
  (await call<User>("users:create", { body: values, idempotencyKey })).data;

export const updateUser = (id: number, values: UserValues) => call<User[]>("users:update", { ...at(id), body: values });

export const destroyUser = (id: number) => call<number>("users:destroy", { ...at(id), body: {} });

/** Gives a user exactly these roles, and one of them as the usual one. */
export async function setRoles(id: number, names: readonly string[], usual: string | undefined) {
  await call<void>(`users/${id}/roles:set`, { body: names });
  if (usual) await call<string>(`users/${id}/roles:setDefault`, { body: { roleName: usual } });
}

export const addMember = (name: string, user: number) =>
  call<void>(`roles/${encodeURIComponent(name)}/users:add`, { body: [user] });

export const removeMember = (name: string, user: number) =>
  call<void>(`roles/${encodeURIComponent(name)}/users:remove`, { body: [user] });

/** What can be changed about a role; its name only when it is made. */
export type RoleValues = Partial<Pick<Role, "name" | "title" | "description" | "strategy" | "snippets">>;

/** Makes a role; with `like`, one that may do what another may. */
export async function createRole(values: RoleValues, like: Role | undefined, idempotencyKey: string): Promise<Role> {
  const copied = like && { strategy: like.strategy, snippets: like.snippets };
  const { data } = await call<Role>("roles:create", { body: { ...values, ...copied }, idempotencyKey });
  if (!like) return data;
  const entries = await call<RoleResource[]>(`roles/${encodeURIComponent(like.name)}/dataSourceResources:list`);
  const resources = entries.data.map(({ name, usingActionsConfig, actions = [] }) => ({
    name,
    usingActionsConfig,
    actions: actions.map((a) => ({
      name: a.name,
      ...(a.fields && { fields: a.fields }),
      ...(a.scopeId !== null && { scopeId: a.scopeId }),
    })),
  }));
  if (resources.length > 0)
    await call<string>("roles:applyDataPermissions", { ...at(data.name), body: { dataSourceKey: "main", resources } });
  return data;
}

/** A role as it is. */
export const readRole = async (name: string) => (await call<Role>("roles:get", at(name))).data;

/** Changes a role that still is as it was read. */
export const updateRole = (name: string, values: RoleValues, { updatedAt }: Pick<Role, "updatedAt">) =>
  call<Role[]>("roles:update", { query: { filterByTk: name, updatedAt }, body: values });

export const destroyRole = (name: string) => call<number>("roles:destroy", { ...at(name), body: {} });

/** Gives every new user this role. */
export const makeDefault = (roleName: string) => call<string>("roles:setDefaultRole", { body: { roleName } });

export const setRoleMode = (roleMode: string) => call<void>("roles:setSystemRoleMode", { body: { roleMode } });

const entries = (name: string) => `roles/${encodeURIComponent(name)}/dataSourceResources`;

/** The rules that a role has of its own for a collection, as they are; undefined when it has none. */
export async function readEntry(name: string, collection: string): Promise<RoleResource | undefined> {
  const { data } = await call<RoleResource[]>(`${entries(name)}:list`, { query: { filter: { name: collection } } });
  return data[0];
}

/** Says on top of which rules a change is made; "none" is on top of none. */
const over = (before: RoleResource | undefined) => ({ updatedAt: before ? before.updatedAt : "none" });

/** Stores the rules that a role has of its own for a collection, if they still are as they were read. */
export const putEntry = (
  name: string,
  collection: string,
  actions: readonly Grant[],
  before: RoleResource | undefined,
) =>
  call<RoleResource>(`${entries(name)}:create`, {
    query: over(before),
    body: { name: collection, usingActionsConfig: true, actions },
  });

/** Lets the default of the role count again for a collection. */
export const dropEntry = (name: string, collection: string, before: RoleResource | undefined) =>
  call<number>(`${entries(name)}:destroy`, { query: { filter: { name: collection }, ...over(before) }, body: {} });

/** A condition as a person builds it. */
export interface ScopeValues {
  name: string;
  scope: Record<string, unknown>;
}

export const createScope = async (collection: string, values: ScopeValues) =>
  (await call<RoleScope>("rolesResourcesScopes:create", { body: { ...values, resourceName: collection } })).data;

export const updateScope = (id: number, values: ScopeValues) =>
  call<RoleScope[]>("rolesResourcesScopes:update", { ...at(id), body: values });

export const destroyScope = (id: number) => call<number>("rolesResourcesScopes:destroy", { ...at(id), body: {} });

export const putSettings = async (values: Partial<Settings>) =>
  (await call<Settings>("systemSettings:put", { body: values })).data;
