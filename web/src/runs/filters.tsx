import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button, Checkbox, DatePicker, Input, Select } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { grants } from "../api/calls";
import { collectionsQuery, collectionTitle } from "../api/model";
import { usePhone } from "../ui/media";
import { buttonChoicesQuery, userChoicesQuery, workflowChoicesQuery } from "./data";
import "./filters.css";
import { statusOf } from "../ui/tag";
import { filters, type RunsSearch, type StatusName, statusNames } from "./search";
import { personName, triggerName } from "./words";

const inside = getRouteApi("/inside");
const triggers = ["request-interception", "action", "custom-action", "collection", "manual"];

interface FiltersProps {
  search: RunsSearch;
  show: (next: RunsSearch) => void;
}

/** Which runs are listed. */
export function Filters({ search, show }: FiltersProps) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const count = filters(search);
  const [open, setOpen] = useState(!onPhone || count > 0);
  const panel = useId();
  const set = (change: { [K in keyof RunsSearch]?: RunsSearch[K] | undefined }) => {
    const { page: _, ...rest } = { ...search, ...change };
    show(Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== undefined)) as RunsSearch);
  };
  return (
    <section aria-label={t("runs.filter.title")} className="runs-filters">
      <div className="page-tools">
        <Checkbox checked={search.failed ?? false} onChange={(e) => set({ failed: e.target.checked || undefined })}>
          {t("runs.filter.failed")}
        </Checkbox>
        <Button aria-expanded={open} aria-controls={panel} onClick={() => setOpen(!open)}>
          {t(count > 0 ? "runs.filter.more" : "runs.filter.title", { count })}
        </Button>
        {count > 0 && (
          <Button type="text" onClick={() => show({})}>
            {t("runs.filter.clear")}
          </Button>
        )}
      </div>
      <div id={panel} className="runs-filter-fields" hidden={!open}>
        <Field label={t("runs.column.status")}>
          {(id) => (
            <Select<StatusName[]>
              id={id}
              mode="multiple"
              allowClear
              placeholder={t("runs.filter.any")}
              value={search.status ?? []}
              options={statusNames.map((s) => ({ value: s, label: t(`statuses.${nameOf(s)}`) }))}
              onChange={(status) => set({ status: status.length > 0 ? status : undefined })}
            />
          )}
        </Field>
        <WorkflowChoice value={search.workflow} choose={(workflow) => set({ workflow })} />
        <Choice
          label={t("runs.filter.trigger")}
          value={search.trigger}
          options={triggers.map((value) => ({ value, label: triggerName(t, value) }))}
          choose={(trigger) => set({ trigger })}
        />
        <UserChoice value={search.user} choose={(user) => set({ user })} />
        <ButtonChoice value={search.button} choose={(button) => set({ button })} />
        <CollectionChoice
          value={search.collection}
          choose={(collection) => set({ collection, record: collection ? search.record : undefined })}
        />
        <RecordKey value={search.record} choose={(record) => set({ record })} />
        <Range from={search.from} to={search.to} choose={(from, to) => set({ from, to })} />
      </div>
    </section>
  );
}

function nameOf(status: StatusName) {
  return statusOf(status === "queued" ? null : Number(status)).name;
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="runs-filter">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  choose: (value: string | undefined) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const { t } = useTranslation();
  const known = !value || options.some((o) => o.value === value);
  return (
    <Field label={label}>
      {(id) => (
        <Select<string>
          id={id}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("runs.filter.any")}
          value={value ?? null}
          options={known ? options : [...options, { value: value ?? "", label: value ?? "" }]}
          onChange={(next) => choose(next || undefined)}
        />
      )}
    </Field>
  );
}

type Chosen = Pick<ChoiceProps, "value" | "choose">;

function WorkflowChoice(props: Chosen) {
  const { t } = useTranslation();
  const list = useQuery(workflowChoicesQuery()).data ?? [];
  const options = list.map((w) => ({ value: w.key, label: w.title || w.key }));
  return <Choice label={t("runs.column.workflow")} options={options} {...props} />;
}

function ButtonChoice(props: Chosen) {
  const { t } = useTranslation();
  const list = useQuery(buttonChoicesQuery()).data ?? [];
  const options = list.map((b) => ({ value: b.uid, label: b.title ? `${b.title} (${b.uid})` : b.uid }));
  return <Choice label={t("receipt.button")} options={options} {...props} />;
}

function CollectionChoice(props: Chosen) {
  const { t } = useTranslation();
  const list = useQuery(collectionsQuery()).data ?? [];
  const options = list.map((c) => ({ value: c.name, label: collectionTitle(c) }));
  return <Choice label={t("runs.filter.collection")} options={options} {...props} />;
}

/** Only for those who may see users: others come to somebody's runs by links. */
function UserChoice({ value, choose }: { value: number | undefined; choose: (id: number | undefined) => void }) {
  const { t } = useTranslation();
  const { me } = inside.useRouteContext();
  const [text, setText] = useState("");
  const may = me.check.allowAll || grants(me.check.snippets, "pm.users");
  const list = useQuery({ ...userChoicesQuery(text, value), enabled: may }).data ?? [];
  if (!may) return null;
  return (
    <Field label={t("runs.filter.user")}>
      {(id) => (
        <Select<number>
          id={id}
          allowClear
          showSearch={{ filterOption: false, onSearch: setText }}
          placeholder={t("runs.filter.any")}
          value={value ?? null}
          options={list.map((u) => ({ value: u.id, label: personName(u) }))}
          onChange={(next) => choose(next || undefined)}
        />
      )}
    </Field>
  );
}

/** A record by its key. It counts when it was typed in. */
function RecordKey({ value, choose }: Chosen) {
  const { t } = useTranslation();
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  const done = () => {
    if (text.trim() !== (value ?? "")) choose(text.trim() || undefined);
  };
  return (
    <Field label={t("runs.filter.record")}>
      {(id) => (
        <Input
          id={id}
          allowClear
          value={text}
          onChange={(e) => {
            setText(e.target.value);
            if (e.target.value === "" && value) choose(undefined);
          }}
          onBlur={done}
          onPressEnter={done}
        />
      )}
    </Field>
  );
}

interface RangeProps {
  from: string | undefined;
  to: string | undefined;
  choose: (from: string | undefined, to: string | undefined) => void;
}

function Range({ from, to, choose }: RangeProps) {
  const { t } = useTranslation();
  const label = useId();
  const ago = (hours: number): [dayjs.Dayjs, null] => [dayjs().subtract(hours, "hour"), null];
  return (
    <div className="runs-filter runs-filter-wide">
      <span id={label}>{t("runs.filter.time")}</span>
      <DatePicker.RangePicker
        aria-labelledby={label}
        showTime={{ format: "HH:mm" }}
        format="YYYY-MM-DD HH:mm"
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        presets={[1, 24, 24 * 7, 24 * 30].map((hours) => ({
          label: t(`runs.filter.last${hours as 1 | 24 | 168 | 720}`),
          value: () => ago(hours) as never,
        }))}
        onChange={(range) => choose(range?.[0]?.toISOString(), range?.[1]?.toISOString())}
      />
    </div>
  );
}
