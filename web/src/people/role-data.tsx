import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery } from "../api/model";
import type { Collection, Role, RoleResource } from "../api/types";
import { Loaded } from "../ui/loaded";
import { CellPanel } from "./cell-panel";
import { dropEntry, entriesQuery, putEntry, refreshPeople, updateRole } from "./data";
import { cellId, Matrix } from "./matrix";
import {
  changeStrategy,
  type Extent,
  entryOf,
  governed,
  grantsWith,
  permissions,
  readStrategy,
  type Wish,
  writeStrategy,
} from "./permissions";
import type { PartProps } from "./role";
import { Said } from "./said";
import { root } from "./words";

const route = getRouteApi("/inside/roles/$name");

/** What a role may do with the records of each collection. */
export function RoleData({ role }: PartProps) {
  const { t } = useTranslation();
  const collections = useQuery(collectionsQuery());
  const entries = useQuery(entriesQuery(role.name));
  if (role.name === root) return <p className="panel panel-pad people-reading">{t("people.role.root")}</p>;
  return (
    <Loaded query={collections}>
      {(all) => <Loaded query={entries}>{(own) => <Editor role={role} all={all} entries={own} />}</Loaded>}
    </Loaded>
  );
}

interface EditorProps {
  role: Role;
  all: readonly Collection[];
  entries: readonly RoleResource[];
}

/** What somebody wishes: for one collection, or for all that have no rules of their own. */
type Change =
  | { kind: "cell"; collection: Collection; wish: Wish }
  | { kind: "default"; permission: Wish["permission"]; extent: Exclude<Extent, "custom"> }
  | { kind: "reset"; collection: Collection };

function Editor({ role, all, entries }: EditorProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { cell } = route.useSearch();
  const navigate = route.useNavigate();
  const strategy = useMemo(() => readStrategy(role.strategy), [role.strategy]);
  const rows = useMemo(() => governed(all), [all]);
  const save = useMutation({
    mutationFn: async (change: Change): Promise<unknown> => {
      if (change.kind === "reset") return dropEntry(role.name, change.collection.name);
      if (change.kind === "default")
        return updateRole(role.name, {
          strategy: writeStrategy(changeStrategy(strategy, change.permission, change.extent)),
        });
      const { collection, wish } = change;
      return putEntry(
        role.name,
        collection.name,
        grantsWith(strategy, entryOf(entries, collection.name), collection, wish),
      );
    },
    onSuccess: async (_, change) => {
      await refreshPeople(queries);
      if (change.kind === "reset") focus(cellId(change.collection.name, "view"));
    },
  });
  const open = (to: string | undefined) =>
    navigate({ search: { tab: "data", ...(to && { cell: to }) }, replace: to === undefined });
  useFocusBack(cell);
  const at = cell?.lastIndexOf(":") ?? -1;
  const opened = rows.find((c) => c.name === cell?.slice(0, at));
  const permission = permissions.find((p) => p === cell?.slice(at + 1));
  return (
    <section className="people-stack">
      <p className="soft people-reading">{t("people.data.intro")}</p>
      <Said error={save.error} />
      <p className="visually-hidden" role="status">
        {save.isSuccess && t("account.saved")}
      </p>
      <div className="panel">
        <Matrix
          strategy={strategy}
          entries={entries}
          collections={rows}
          busy={save.isPending}
          changeDefault={(permission, extent) => save.mutate({ kind: "default", permission, extent })}
          change={(collection, wish) => save.mutate({ kind: "cell", collection, wish })}
          reset={(collection) => save.mutate({ kind: "reset", collection })}
          open={(collection, permission) => open(`${collection.name}:${permission}`)}
        />
      </div>
      {opened && permission && (
        <CellPanel
          key={cell}
          role={role}
          collection={opened}
          all={all}
          permission={permission}
          strategy={strategy}
          entry={entryOf(entries, opened.name)}
          close={() => open(undefined)}
        />
      )}
    </section>
  );
}

/** Gives the focus back to the cell whose panel was closed. */
function useFocusBack(cell: string | undefined) {
  const last = useRef(cell);
  useEffect(() => {
    const before = last.current;
    last.current = cell;
    if (before && !cell) focus(`cell-${before}`);
  }, [cell]);
}

function focus(id: string) {
  // After whatever closes has let go of it.
  setTimeout(() => document.getElementById(id)?.focus(), 50);
}
