import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { collectionsQuery, collectionTitle } from "../api/model";
import { nodeSpecsQuery, triggerSpecsQuery } from "../steps/data";
import { nodeTitle } from "../steps/spec-words";
import { type Filters, states } from "./filters";
import { kindOf, kinds } from "./kinds";

interface FilterBarProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** What narrows the list: a word, the trigger, the collection, a node type, the state. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const collections = useQuery(collectionsQuery()).data ?? [];
  // What an address asks for stays named, whatever became of it.
  const offered = collections.filter((c) => (!c.hidden && !c.isThrough) || c.name === filters.collection);
  const specs = useQuery(nodeSpecsQuery()).data ?? [];
  const change = (name: "type" | "collection" | "node" | "state" | "find", value: string | undefined) => {
    const { page: _, [name]: __, ...rest } = filters;
    onChange({ ...rest, ...(value && { [name]: value }) });
  };
  const triggers = useQuery(triggerSpecsQuery()).data ?? [];
  const others = triggers.map((s) => s.type).filter((type) => !kindOf(type));
  const choice = (
    name: "type" | "collection" | "node" | "state",
    label: string,
    options: { value: string; label: string }[],
  ) => (
    <Select
      className="workflows-filter"
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      aria-label={label}
      placeholder={label}
      value={filters[name] ?? null}
      options={options}
      onChange={(value: string | null | undefined) => change(name, value ?? undefined)}
    />
  );
  return (
    <search className="page-tools">
      <Input.Search
        className="workflows-find"
        allowClear
        defaultValue={filters.find ?? ""}
        aria-label={t("workflows.find")}
        placeholder={t("workflows.find")}
        onChange={(e) => change("find", e.target.value)}
      />
      {choice("type", t("workflows.filters.type"), [
        ...kinds.map((k) => ({ value: k as string, label: t(`workflows.kinds.${k}.name`) })),
        ...others.map((type) => ({ value: type, label: type })),
      ])}
      {choice(
        "collection",
        t("workflows.filters.collection"),
        offered.map((c) => ({ value: c.name, label: collectionTitle(c) })),
      )}
      {choice(
        "node",
        t("workflows.filters.node"),
        specs.map((s) => ({ value: s.type, label: nodeTitle(t, s) })),
      )}
      {choice(
        "state",
        t("workflows.filters.state"),
        states.map((s) => ({ value: s as string, label: t(`workflows.states.${s}`) })),
      )}
    </search>
  );
}
