import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Input, Select } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, Field } from "../api/types";
import { FieldInput } from "./field-input";
import {
  type Condition,
  type Filter,
  forList,
  type Group,
  isBare,
  isGroup,
  isVariable,
  type Operator,
  operatorsFor,
  type Place,
  places,
  reach,
  read,
  takesList,
  write,
} from "./filter";
import "./filter-builder.css";
import { readJson, Unreadable, writeJson } from "./input";
import { isRelation } from "./kinds";
import { isRow, targetKey } from "./record";

/** Where the value of a condition is typed in. */
export interface ValueSlot {
  field: Field;
  op: Operator;
  value: unknown;
  onChange: (value: unknown) => void;
  label: string;
}

export interface FilterBuilderProps {
  collection: string;
  collections: readonly Collection[];
  value?: Filter | null | undefined;
  /** Gets the API's filter; undefined when it says nothing. */
  onChange?: ((filter: Filter | undefined) => void) | undefined;
  /** What the conditions are for, told to those who do not see it. */
  label?: string | undefined;
  /** Values that are known only when the filter is used: {{$user.id}} and what they are called. */
  variables?: readonly { value: string; label: string }[] | undefined;
  /** Renders the input of values itself; undefined leaves it to the builder. */
  valueInput?: ((slot: ValueSlot) => ReactNode | undefined) | undefined;
  disabled?: boolean | undefined;
}

/** Builds a filter from conditions and groups of them. What it cannot say is edited as it is written. */
export function FilterBuilder(props: FilterBuilderProps) {
  const { collection, collections, value, onChange } = props;
  const { t } = useTranslation();
  const told = useRef(JSON.stringify(value ?? null));
  const [group, setGroup] = useState(() => read(value, collections, collection));
  // Another filter from outside is read anew; what was told by this one is not: unfinished conditions stay.
  const now = JSON.stringify(value ?? null);
  if (now !== told.current) {
    told.current = now;
    setGroup(read(value, collections, collection));
  }
  const change = (next: Group) => {
    const filter = write(next, collections, collection);
    told.current = JSON.stringify(filter ?? null);
    setGroup(next);
    onChange?.(filter);
  };
  return (
    <fieldset className="filter-builder" disabled={props.disabled}>
      <legend className="visually-hidden">{props.label ?? t("records.filter.title")}</legend>
      {group ? (
        <GroupEditor {...props} group={group} change={change} depth={0} />
      ) : (
        <RawFilter value={value} change={(filter) => onChange?.(filter)} />
      )}
    </fieldset>
  );
}

interface GroupProps extends Omit<FilterBuilderProps, "value" | "onChange"> {
  group: Group;
  change: (group: Group) => void;
  depth: number;
  remove?: () => void;
}

function GroupEditor({ group, change, depth, remove, ...props }: GroupProps) {
  const { t } = useTranslation();
  const all = places(props.collections, props.collection);
  const set = (i: number, member: Condition | Group) =>
    change({ ...group, members: group.members.map((m, k) => (k === i ? member : m)) });
  const drop = (i: number) => change({ ...group, members: group.members.filter((_, k) => k !== i) });
  const add = (member: Condition | Group) => change({ ...group, members: [...group.members, member] });
  const first = all[0];
  const fresh: Condition = {
    path: first?.path ?? "",
    op: (first && operatorsFor(first.field)[0]) ?? "$eq",
    value: null,
  };
  return (
    <div className={depth > 0 ? "filter-builder-group" : "filter-builder-rows"}>
      {(group.members.length > 1 || depth > 0) && (
        <div className="filter-builder-match">
          <Select
            size="small"
            aria-label={t("records.filter.match")}
            value={group.match}
            options={[
              { value: "all", label: t("records.filter.all") },
              { value: "any", label: t("records.filter.any") },
            ]}
            onChange={(match) => change({ ...group, match })}
          />
          {remove && (
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined />}
              aria-label={t("records.filter.removeGroup")}
              onClick={remove}
            />
          )}
        </div>
      )}
      {group.members.map((member, i) =>
        isGroup(member) ? (
          <GroupEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no id; each is told all that it shows
            key={i}
            {...props}
            group={member}
            change={(g) => set(i, g)}
            depth={depth + 1}
            remove={() => drop(i)}
          />
        ) : (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={i}
            {...props}
            places={all}
            condition={member}
            set={(c) => set(i, c)}
            remove={() => drop(i)}
          />
        ),
      )}
      <div className="filter-builder-add">
        <Button size="small" icon={<PlusOutlined />} onClick={() => add(fresh)}>
          {t("records.filter.add")}
        </Button>
        {depth < 2 && group.members.length > 0 && (
          <Button
            size="small"
            type="text"
            onClick={() => add({ match: group.match === "all" ? "any" : "all", members: [fresh] })}
          >
            {t("records.filter.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface ConditionProps extends Omit<FilterBuilderProps, "value" | "onChange"> {
  places: Place[];
  condition: Condition;
  set: (condition: Condition) => void;
  remove: () => void;
}

function ConditionRow({ places: all, condition, set, remove, ...props }: ConditionProps) {
  const { t } = useTranslation();
  const { path, op } = condition;
  const field = reach(props.collections, props.collection, path);
  const known = all.some((p) => p.path === path);
  const options = all.map((p) => ({ value: p.path, label: p.label }));
  const ops = field ? operatorsFor(field) : [op];
  const label = options.find((o) => o.value === path)?.label ?? path;
  const choose = (to: string) => {
    const next = reach(props.collections, props.collection, to);
    const first = (next && operatorsFor(next)[0]) ?? "$eq";
    set({ path: to, op: first, value: null });
  };
  const compare = (next: Operator) =>
    set({ path, op: next, value: takesList(next) === takesList(op) && !isBare(op) ? condition.value : null });
  return (
    <div className="filter-builder-row">
      <Select
        className="filter-builder-field"
        aria-label={t("records.filter.field")}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        options={known ? options : [{ value: path, label: path }, ...options]}
        value={path}
        onChange={choose}
      />
      <Select
        className="filter-builder-operator"
        aria-label={t("records.filter.operator", { field: label })}
        popupMatchSelectWidth={false}
        options={ops.map((o) => ({ value: o, label: t(`records.operators.${plain(o)}`) }))}
        value={op}
        onChange={compare}
      />
      <div className="filter-builder-value">
        {field && !isBare(op) && (
          <ConditionValue {...props} field={field} condition={condition} set={set} label={label} />
        )}
      </div>
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={t("records.filter.remove", { field: label })}
        onClick={remove}
      />
    </div>
  );
}

type PlainOperator = Operator extends `$${infer Name}` ? Name : never;

function plain(op: Operator): PlainOperator {
  return op.slice(1) as PlainOperator;
}

interface ValueProps extends Omit<ConditionProps, "places" | "remove"> {
  field: Field;
  label: string;
}

function ConditionValue({ field, condition, set, label, variables, valueInput, collections }: ValueProps) {
  const { t } = useTranslation();
  const { op, value } = condition;
  const change = (v: unknown) => set({ ...condition, value: v });
  const name = t("records.filter.value", { field: label });
  const own = valueInput?.({ field, op, value, onChange: change, label: name });
  if (own !== undefined) return own;
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const variable = isVariable(single) ? single.trim() : undefined;
  return (
    <>
      {(variables || variable) && (
        <Select
          className="filter-builder-source"
          aria-label={t("records.filter.source", { field: label })}
          popupMatchSelectWidth={false}
          value={variable ?? ""}
          options={[
            { value: "", label: t("records.filter.fixed") },
            ...(variables ?? []),
            ...(variable && !variables?.some((v) => v.value === variable)
              ? [{ value: variable, label: variable }]
              : []),
          ]}
          onChange={(v) => change(v ? (takesList(op) ? [v] : v) : null)}
        />
      )}
      {!variable && (
        <FieldInput
          aria-label={name}
          field={forList(field, op)}
          collections={collections}
          clearable
          value={value}
          onChange={(v) => change(isRelation(field) ? keys(v, targetKey(field, collections)) : v)}
        />
      )}
    </>
  );
}

function keys(value: unknown, key: string): unknown {
  return Array.isArray(value) ? value.map((v) => (isRow(v) ? v[key] : v)) : value;
}

/** A filter that says more than conditions can, as it is written. */
function RawFilter({
  value,
  change,
}: {
  value: Filter | null | undefined;
  change: (filter: Filter | undefined) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => writeJson(value));
  const parsed = readJson(text);
  const bad = parsed instanceof Unreadable || (parsed !== null && !isRow(parsed));
  return (
    <div className="filter-builder-rows">
      <p className="soft">{t("records.filter.raw")}</p>
      <Input.TextArea
        className="field-input-json"
        aria-label={t("records.filter.title")}
        spellCheck={false}
        autoSize={{ minRows: 4, maxRows: 16 }}
        {...(bad && { status: "error" as const, "aria-invalid": true })}
        value={text}
        onChange={(e) => {
          setText(e.target.value);
          const next = readJson(e.target.value);
          if (next === null) change(undefined);
          else if (isRow(next) && !(next instanceof Unreadable)) change(next);
        }}
      />
      <span className="field-input-hint" role="status">
        {bad && t("records.badJson")}
      </span>
      <div>
        <Button size="small" onClick={() => change(undefined)}>
          {t("records.filter.restart")}
        </Button>
      </div>
    </div>
  );
}
