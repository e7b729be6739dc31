import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Collection, RoleResource } from "../api/types";
import { Choice } from "./choice";
import { governedTitle } from "./extent";
import "./matrix.css";
import {
  cellOf,
  defaultCell,
  type Extent,
  entryOf,
  hasCreator,
  isSystem,
  type Permission,
  permissions,
  type Strategy,
  type Wish,
} from "./permissions";

/** What the control of a permission is found by. */
export const cellId = (collection: string, permission: Permission) => `cell-${collection}:${permission}`;

interface MatrixProps {
  strategy: Strategy;
  entries: readonly RoleResource[];
  collections: readonly Collection[];
  busy: boolean;
  changeDefault: (permission: Permission, extent: Exclude<Extent, "custom">) => void;
  change: (collection: Collection, wish: Wish) => void;
  reset: (collection: Collection) => void;
  open: (collection: Collection, permission: Permission) => void;
}

/** Rows are collections, columns are actions. The first row is what counts where a collection has no rules of its own. */
export function Matrix(props: MatrixProps) {
  const { strategy, collections, busy, changeDefault } = props;
  const { t } = useTranslation();
  return (
    <table className="people-matrix">
      <caption className="visually-hidden">{t("people.tabs.data")}</caption>
      <MatrixHead last={t("people.data.rules")} />
      <tbody>
        <tr className="people-matrix-default">
          <th scope="row">
            {t("people.data.default")}
            <p className="soft people-matrix-about">{t("people.data.defaultHelp")}</p>
          </th>
          {permissions.map((permission) => (
            <td key={permission} data-label={t(`people.permissions.${permission}`)}>
              <Choice
                permission={permission}
                cell={defaultCell(strategy, permission)}
                label={t("people.data.default")}
                busy={busy}
                mayOwn
                choose={(extent) => changeDefault(permission, extent)}
              />
            </td>
          ))}
          <td />
        </tr>
        {collections.map((collection) => (
          <Row key={collection.name} {...props} collection={collection} />
        ))}
      </tbody>
    </table>
  );
}

/** A permission that nobody can be given. */
export function Never() {
  const { t } = useTranslation();
  return (
    <span className="soft people-matrix-never">
      <span aria-hidden>–</span>
      <span className="visually-hidden">{t("people.data.never")}</span>
    </span>
  );
}

/** The names of the actions, for those who edit and those who look. */
export function MatrixHead({ last }: { last?: string }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col">{t("people.data.collection")}</th>
        {permissions.map((permission) => (
          <th key={permission} scope="col">
            {t(`people.permissions.${permission}`)}
          </th>
        ))}
        {last && <th scope="col">{last}</th>}
      </tr>
    </thead>
  );
}

function Row({ collection, strategy, entries, busy, change, reset, open }: MatrixProps & { collection: Collection }) {
  const { t } = useTranslation();
  const entry = entryOf(entries, collection.name);
  const title = governedTitle(t, collection);
  return (
    <tr>
      <th scope="row">
        <Link to="/collections/$name" params={{ name: collection.name }}>
          {title}
        </Link>
        {isSystem(collection) && <p className="soft people-matrix-about">{t("people.data.system")}</p>}
      </th>
      {permissions.map((permission) => {
        const cell = cellOf(strategy, entry, collection, permission);
        return (
          <td key={permission} data-label={t(`people.permissions.${permission}`)}>
            {cell ? (
              <Choice
                id={cellId(collection.name, permission)}
                permission={permission}
                cell={cell}
                label={title}
                busy={busy}
                mayOwn={hasCreator(collection)}
                choose={(extent) =>
                  change(collection, {
                    permission,
                    grant: extent === "none" ? undefined : extent === "own" ? { scopeKey: "own" } : {},
                  })
                }
                limit={() => open(collection, permission)}
              />
            ) : (
              <Never />
            )}
          </td>
        );
      })}
      <td data-label={t("people.data.rules")} className="people-matrix-rules">
        {entry ? (
          <>
            <span className="people-note">{t("people.data.own")}</span>
            <Button
              size="small"
              type="text"
              disabled={busy}
              aria-label={t("people.data.resetWhich", { title })}
              onClick={() => reset(collection)}
            >
              {t("people.data.reset")}
            </Button>
          </>
        ) : (
          <span className="soft">{t("people.data.byDefault")}</span>
        )}
      </td>
    </tr>
  );
}
