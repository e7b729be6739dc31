import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Radio } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Told } from "../api/errors";
import { Crossed } from "../api/over";
import type { Collection, Role, RoleScope } from "../api/types";
import { size } from "../ui/tokens";
import { cellIn, changeCell, type Rules } from "./changes";
import { Condition, type ConditionDraft, draftOf } from "./condition";
import { CrossedRules, cellText } from "./crossed-rules";
import { createScope, refreshPeople, scopesQuery, updateScope } from "./data";
import { governedTitle } from "./extent";
import { FieldChoice } from "./field-choice";
import {
  type Cell,
  cellOf,
  type Grant,
  hasCreator,
  hasFields,
  inForce,
  isNewData,
  type Permission,
  type Strategy,
} from "./permissions";
import { Said } from "./said";
import { roleTitle } from "./words";

interface CellPanelProps {
  role: Role;
  collection: Collection;
  all: readonly Collection[];
  permission: Permission;
  strategy: Strategy;
  /** What the role has of its own for the collection. */
  rules: Rules;
  close: () => void;
}

type Rows = "all" | "own" | "some";

/** Limits a permission: to records by a condition, and to fields. */
export function CellPanel(props: CellPanelProps) {
  const { role, collection, permission, close } = props;
  const { t } = useTranslation();
  const scopes = useQuery(scopesQuery());
  return (
    <Drawer
      open
      onClose={close}
      size={size.drawer}
      title={t("people.cell.title", {
        role: roleTitle(t, role),
        action: t(`people.permissions.${permission}`),
        collection: governedTitle(t, collection),
      })}
    >
      {scopes.data && <Form {...props} scopes={scopes.data} />}
      {scopes.isError && <Said error={scopes.error} />}
    </Drawer>
  );
}

function Form({
  role,
  collection,
  all,
  permission,
  strategy,
  rules,
  close,
  scopes,
}: CellPanelProps & { scopes: readonly RoleScope[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  // What is stored is on top of what was there when this was opened.
  const [base, setBase] = useState(rules);
  const entry = inForce(base);
  const cell = cellOf(strategy, entry, collection, permission);
  const [rows, setRows] = useState<Rows>(rowsOf(cell?.scope ?? null, cell?.extent === "own"));
  const [condition, setCondition] = useState<ConditionDraft>(() =>
    draftOf(cell?.scope?.key === "own" ? null : (cell?.scope ?? null)),
  );
  const [fields, setFields] = useState<readonly string[] | null>(cell?.fields ?? null);
  const save = useMutation({
    mutationFn: async (over: Rules) => {
      const grant: Omit<Grant, "name"> = {
        ...(fields && { fields }),
        ...(rows === "own" && { scopeKey: "own" }),
        ...(rows === "some" && { scopeId: await storedScope() }),
      };
      return changeCell(role, collection, { permission, grant }, over);
    },
    onSuccess: async () => {
      await refreshPeople(queries);
      close();
    },
  });
  /** The condition as it is now; one that was stored by an attempt that failed later is not stored twice. */
  const storedScope = async (): Promise<number> => {
    const { id, scope } = condition;
    const name = condition.name.trim();
    if (!name) throw new Told(t("people.cell.conditionName"));
    if (!scope) throw new Told(t("people.cell.conditionMissing"));
    if (id === undefined) {
      const made = await createScope(collection.name, { name, scope });
      setCondition({ ...condition, id: made.id });
      return made.id;
    }
    const before = scopes.find((s) => s.id === id);
    if (before?.name !== name || JSON.stringify(before.scope) !== JSON.stringify(scope))
      await updateScope(id, { name, scope });
    return id;
  };
  const crossed = save.error instanceof Crossed;
  const theirs = crossed ? ((save.error as Crossed<Rules>).theirs ?? undefined) : undefined;
  const scope = rows === "some" ? ({ key: null, name: condition.name } as RoleScope) : null;
  const mine: Cell = {
    extent: fields || rows === "some" ? "custom" : rows,
    source: "own",
    fields,
    scope,
  };
  return (
    <form
      className="people-parts"
      onSubmit={(e) => {
        e.preventDefault();
        if (!save.isPending) save.mutate(base);
      }}
    >
      {!entry && <p className="soft">{t("people.cell.leavesDefault", { title: governedTitle(t, collection) })}</p>}
      {!isNewData(permission) && (
        <Part title={t("people.cell.rows")}>
          {(label) => (
            <>
              <Radio.Group
                vertical
                aria-labelledby={label}
                value={rows}
                onChange={(e) => setRows(e.target.value)}
                options={[
                  { value: "all", label: t("people.extents.allRecords") },
                  {
                    value: "own",
                    label: hasCreator(collection) ? t("people.extents.ownRecords") : t("people.extents.ownImpossible"),
                    disabled: !hasCreator(collection),
                  },
                  { value: "some", label: t("people.cell.some") },
                ]}
              />
              {rows === "some" && (
                <Condition draft={condition} change={setCondition} scopes={scopes} collection={collection} all={all} />
              )}
            </>
          )}
        </Part>
      )}
      {hasFields(permission) && (
        <Part title={t("people.cell.fields")}>
          {(label) => (
            <FieldChoice
              label={label}
              collection={collection}
              permission={permission}
              value={fields}
              onChange={setFields}
            />
          )}
        </Part>
      )}
      <Said error={crossed ? null : save.error} />
      {crossed && (
        <CrossedRules
          what={governedTitle(t, collection)}
          parts={[
            {
              key: permission,
              label: t(`people.permissions.${permission}`),
              mine: cellText(t, permission, mine),
              theirs: cellText(t, permission, cellIn(role, collection, permission, theirs)),
            },
          ]}
          busy={save.isPending}
          back={() => save.reset()}
          takeTheirs={async () => {
            await refreshPeople(queries);
            close();
          }}
          keepMine={() => {
            setBase(theirs);
            save.mutate(theirs);
          }}
        />
      )}
      <div className="people-buttons">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("account.save")}
        </Button>
        <Button onClick={close}>{t("people.cancel")}</Button>
      </div>
    </form>
  );
}

function rowsOf(scope: RoleScope | null, own: boolean): Rows {
  if (own || scope?.key === "own") return "own";
  return scope ? "some" : "all";
}

function Part({ title, children }: { title: string; children: (label: string) => ReactNode }) {
  const id = useId();
  return (
    <section className="people-part">
      <h2 id={id}>{title}</h2>
      {children(id)}
    </section>
  );
}
