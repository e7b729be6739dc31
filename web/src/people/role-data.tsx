import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery } from "../api/model";
import { Crossed } from "../api/over";
import type { Collection, Role, RoleResource } from "../api/types";
import { Loaded } from "../ui/loaded";
import { CellPanel } from "./cell-panel";
import { cellIn, changeCell, changeDefault, defaultIn, type Rules, resetRules } from "./changes";
import { CrossedRules, cellText } from "./crossed-rules";
import { entriesQuery, refreshPeople } from "./data";
import { extentWord, governedTitle } from "./extent";
import { cellId, Matrix } from "./matrix";
import type { PartProps } from "./part-props";
import { type Extent, governed, type Permission, permissions, readStrategy, sameCell, type Wish } from "./permissions";
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

/** What somebody wishes: for one collection, or for all that have no rules of their own. It is on top of what he saw. */
type Change =
  | { kind: "cell"; collection: Collection; wish: Wish; base: Rules }
  | { kind: "default"; permission: Wish["permission"]; extent: Exclude<Extent, "custom">; base: Role }
  | { kind: "reset"; collection: Collection; base: Rules };

function Editor({ role, all, entries }: EditorProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { cell } = route.useSearch();
  const navigate = route.useNavigate();
  const strategy = useMemo(() => readStrategy(role.strategy), [role.strategy]);
  const rows = useMemo(() => governed(all), [all]);
  const save = useMutation({
    mutationFn: (change: Change): Promise<unknown> => {
      if (change.kind === "default") return changeDefault(change.base, change.permission, change.extent);
      if (change.kind === "reset") return resetRules(role, change.collection, change.base);
      return changeCell(role, change.collection, change.wish, change.base);
    },
    onSuccess: async (_, change) => {
      await refreshPeople(queries);
      if (change.kind === "reset") focus(cellId(change.collection.name, "view"));
    },
  });
  const crossed = save.error instanceof Crossed ? save.error : undefined;
  const rulesOf = (collection: Collection) => entries.find((e) => e.name === collection.name);
  const open = (to: string | undefined) =>
    navigate({ search: { tab: "data", ...(to && { cell: to }) }, replace: to === undefined });
  useFocusBack(cell);
  const at = cell?.lastIndexOf(":") ?? -1;
  const opened = rows.find((c) => c.name === cell?.slice(0, at));
  const permission = permissions.find((p) => p === cell?.slice(at + 1));
  return (
    <section className="people-stack">
      <p className="soft people-reading">{t("people.data.intro")}</p>
      <Said error={crossed ? null : save.error} />
      {crossed && save.variables && (
        <CrossedChange
          role={role}
          change={save.variables}
          theirs={crossed.theirs}
          close={async () => {
            await refreshPeople(queries);
            save.reset();
          }}
          again={save.mutate}
        />
      )}
      <p className="visually-hidden" role="status">
        {save.isSuccess && t("account.saved")}
      </p>
      <div className="panel">
        <Matrix
          strategy={strategy}
          entries={entries}
          collections={rows}
          busy={save.isPending}
          changeDefault={(permission, extent) => save.mutate({ kind: "default", permission, extent, base: role })}
          change={(collection, wish) => save.mutate({ kind: "cell", collection, wish, base: rulesOf(collection) })}
          reset={(collection) => save.mutate({ kind: "reset", collection, base: rulesOf(collection) })}
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
          rules={rulesOf(opened)}
          close={() => open(undefined)}
        />
      )}
    </section>
  );
}

interface CrossedChangeProps {
  role: Role;
  change: Change;
  theirs: unknown;
  close: () => Promise<void>;
  again: (change: Change) => void;
}

/** What somebody wished crossed with what somebody else did. There is nothing typed to go back to. */
function CrossedChange({ role, change, theirs, close, again }: CrossedChangeProps) {
  const { t } = useTranslation();
  const shared = { busy: false, back: () => void close(), takeTheirs: () => void close() };
  if (change.kind === "default") {
    const { permission, extent } = change;
    const now = theirs as Role;
    const [mine, other] = [extentWord(t, permission, extent), cellText(t, permission, defaultIn(now, permission))];
    return (
      <CrossedRules
        what={t("people.data.default")}
        parts={[{ key: permission, label: t(`people.permissions.${permission}`), mine, theirs: other }]}
        keepMine={() => again({ ...change, base: now })}
        {...shared}
      />
    );
  }
  const { collection } = change;
  const now = theirs as Rules;
  const changed = permissions.filter((p) =>
    change.kind === "cell"
      ? p === change.wish.permission
      : !sameCell(cellIn(role, collection, p, undefined), cellIn(role, collection, p, now)),
  );
  const mine = (p: Permission) => {
    if (change.kind === "reset") return cellText(t, p, cellIn(role, collection, p, undefined));
    const { grant } = change.wish;
    return extentWord(t, p, grant ? (grant.scopeKey === "own" ? "own" : "all") : "none");
  };
  return (
    <CrossedRules
      what={governedTitle(t, collection)}
      parts={changed.map((p) => ({
        key: p,
        label: t(`people.permissions.${p}`),
        mine: mine(p),
        theirs: cellText(t, p, cellIn(role, collection, p, now)),
      }))}
      keepMine={() => again({ ...change, base: now })}
      {...shared}
    />
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
