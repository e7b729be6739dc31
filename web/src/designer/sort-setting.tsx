import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Block } from "../api/types";
import { useDesigner } from "./context";
import { offersFor, pathTitle } from "./model/fields";

interface SortSettingProps {
  id: string;
  block: Extract<Block, { type: "table" | "list" | "details" }>;
  set: (sort: string[]) => void;
}

/** The order of records: by which fields, each up or down. */
export function SortSetting({ id, block, set }: SortSettingProps) {
  const { t } = useTranslation();
  const { collections } = useDesigner();
  const sort = block.settings.sort ?? [];
  const used = new Set(sort.map(nameOf));
  const offers = offersFor(block, collections, 1)
    .flatMap((o) => [o, ...(o.children ?? [])])
    .filter((o) => !used.has(o.name));
  const title = (name: string) => pathTitle(collections, block.collection ?? "", name);
  return (
    <div className="value-rows">
      {sort.map((entry, i) => (
        <div key={nameOf(entry)} className="sort-row">
          <Select
            aria-label={t("designer.sortBy.direction", { name: title(nameOf(entry)) })}
            value={entry.startsWith("-") ? "-" : ""}
            options={[
              { value: "", label: t("designer.sortBy.up", { name: title(nameOf(entry)) }) },
              { value: "-", label: t("designer.sortBy.down", { name: title(nameOf(entry)) }) },
            ]}
            onChange={(sign) => set(sort.map((s, k) => (k === i ? sign + nameOf(entry) : s)))}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("designer.frame.remove", { name: title(nameOf(entry)) })}
            onClick={() => set(sort.filter((_, k) => k !== i))}
          />
        </div>
      ))}
      <Select
        id={id}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        placeholder={t("designer.sortBy.add")}
        options={offers.map((o) => ({ value: o.name, label: title(o.name) }))}
        onChange={(name: string | null) => name && set([...sort, name])}
      />
    </div>
  );
}

function nameOf(entry: string): string {
  return entry.replace(/^-/, "");
}
