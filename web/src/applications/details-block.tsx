import LeftOutlined from "@ant-design/icons/es/icons/LeftOutlined";
import RightOutlined from "@ant-design/icons/es/icons/RightOutlined";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { BlockField, Collection, DetailsBlock } from "../api/types";
import { FieldValue } from "../records/field-value";
import { reach } from "../records/filter";
import { recordsQuery } from "../records/queries";
import { keyName, keyOf, type Row, valueAt } from "../records/record";
import { Empty, Failed, Loading } from "../ui/states";
import { ButtonBar } from "./button-bar";
import { usePage } from "./page-context";
import { usePageState } from "./page-state";
import { Popups } from "./popup";
import { useBlockSource } from "./source";

/** One record: the one around the block, or those of its filter one after the other. */
export function DetailsBlockView({ block }: { block: DetailsBlock }) {
  const { t } = useTranslation();
  const { views, setView } = usePageState();
  const { collection, source, appends, record } = useBlockSource(block);
  const { filter, sort, fields } = block.settings;
  const page = record === undefined ? (views[block.uid]?.page ?? 1) : 1;
  const name = keyName(collection) ?? "id";
  const one = useQuery(
    recordsQuery(
      collection.name,
      { filter: record === undefined ? filter : { [name]: record }, sort, appends, page, pageSize: 1 },
      source,
    ),
  );
  if (one.isPending) return <Loading />;
  if (one.isError) return <Failed error={one.error} retry={() => one.refetch()} />;
  const [row] = one.data.data;
  if (!row) {
    return (
      <Empty title={t("applications.goneTitle")}>
        <p>{t(record === undefined ? "applications.block.empty" : "applications.gone")}</p>
      </Empty>
    );
  }
  const count = one.data.meta?.count ?? 1;
  const key = keyOf(collection, row);
  const go = (to: number) => setView(block.uid, to > 1 ? { page: to } : {});
  return (
    <div className="details-block">
      <div className="block-tools">
        <ButtonBar
          block={block}
          buttons={block.buttons ?? []}
          target={{ keys: key === undefined ? [] : [key], many: false }}
          row={row}
          source={source}
        />
        {record === undefined && count > 1 && (
          <nav className="details-block-steps" aria-label={t("applications.details.steps")}>
            <Button
              type="text"
              icon={<LeftOutlined />}
              aria-label={t("applications.details.previous")}
              disabled={page <= 1}
              onClick={() => go(page - 1)}
            />
            <span>{t("applications.details.of", { page, count })}</span>
            <Button
              type="text"
              icon={<RightOutlined />}
              aria-label={t("applications.details.next")}
              disabled={page >= count}
              onClick={() => go(page + 1)}
            />
          </nav>
        )}
      </div>
      <Facts fields={fields} row={row} collection={collection} />
      <Popups block={block} rows={[row]} source={source} appends={appends} />
    </div>
  );
}

/** The values of a record with their labels. */
export function Facts({
  fields,
  row,
  collection,
}: {
  fields: readonly BlockField[];
  row: Row;
  collection: Collection;
}) {
  const { t } = useTranslation();
  const { collections } = usePage();
  return (
    <dl className="facts">
      {fields.map((spec) => {
        const field = reach(collections, collection.name, spec.name);
        return (
          <div key={spec.name}>
            <dt>{spec.label || (field ? fieldTitle(field) : spec.name)}</dt>
            <dd>
              {field ? (
                <FieldValue
                  field={field}
                  value={valueAt(row, spec.name)}
                  collections={collections}
                  titleField={spec.titleField}
                />
              ) : (
                <span className="block-missing">{t("applications.form.noField", { name: spec.name })}</span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
