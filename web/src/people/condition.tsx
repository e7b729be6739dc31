import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, RoleScope } from "../api/types";
import { FilterBuilder } from "../records";

/** A condition while it is edited; without an id it is new. */
export interface ConditionDraft {
  id?: number;
  name: string;
  scope?: Record<string, unknown> | undefined;
}

export const draftOf = (scope: RoleScope | null): ConditionDraft =>
  scope ? { id: scope.id, name: scope.name ?? "", scope: scope.scope ?? undefined } : { name: "" };

interface ConditionProps {
  draft: ConditionDraft;
  change: (draft: ConditionDraft) => void;
  scopes: readonly RoleScope[];
  collection: Collection;
  all: readonly Collection[];
}

/** Chooses a condition that there is, or builds a new one. They have names, so that roles can share them. */
export function Condition({ draft, change, scopes, collection, all }: ConditionProps) {
  const { t } = useTranslation();
  const name = useId();
  const there = scopes.filter((s) => s.resourceName === collection.name);
  const variables = [
    { value: "{{$user.id}}", label: t("people.cell.me") },
    { value: "{{$user.nickname}}", label: t("people.cell.myName") },
    { value: "{{$user.username}}", label: t("people.cell.myUsername") },
    { value: "{{$user.email}}", label: t("people.cell.myEmail") },
    { value: "{{$nDate.today}}", label: t("people.cell.today") },
  ];
  return (
    <div className="people-condition">
      {there.length > 0 && (
        <Select
          aria-label={t("people.cell.which")}
          value={draft.id ?? 0}
          options={[
            { value: 0, label: t("people.cell.newCondition") },
            ...there.map((s) => ({ value: s.id, label: s.name || t("people.cell.unnamed") })),
          ]}
          onChange={(id) => change(draftOf(there.find((s) => s.id === id) ?? null))}
        />
      )}
      <div className="people-field">
        <label htmlFor={name}>{t("people.cell.name")}</label>
        <Input
          id={name}
          value={draft.name}
          placeholder={t("people.cell.namePlaceholder")}
          onChange={(e) => change({ ...draft, name: e.target.value })}
        />
      </div>
      <FilterBuilder
        key={draft.id ?? "new"}
        collection={collection.name}
        collections={all}
        value={draft.scope}
        label={t("people.cell.some")}
        variables={variables}
        onChange={(scope) => change({ ...draft, scope })}
      />
      {draft.id !== undefined && <p className="soft">{t("people.cell.shared")}</p>}
    </div>
  );
}
