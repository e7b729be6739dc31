import { Checkbox } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Collection, PageButton, TableBlock } from "../api/types";
import { FieldValue } from "../records/field-value";
import { kindOf } from "../records/kinds";
import type { Source } from "../records/queries";
import { type Key, type Row, same, valueAt } from "../records/record";
import { ButtonBar } from "./button-bar";
import type { Column } from "./column";
import { EditableCell } from "./editable-cell";
import { usePage } from "./page-context";

interface RowProps {
  block: TableBlock;
  collection: Collection;
  source: Source;
  row: Row;
  id: Key | undefined;
  /** What the record is called, for those who do not see the row. */
  label: string;
  columns: readonly Column[];
  buttons: readonly PageButton[];
  selects: boolean;
  chosen: boolean;
  choose: (keys: readonly Key[], on: boolean) => void;
}

function RowView({ block, collection, source, row, id, label, columns, buttons, selects, chosen, choose }: RowProps) {
  const { t } = useTranslation();
  const { collections, inert } = usePage();
  return (
    <tr className={chosen ? "table-block-chosen" : undefined}>
      {selects && (
        <td className="table-block-select">
          {id !== undefined && (
            <Checkbox
              aria-label={t("applications.list.choose", { record: label })}
              checked={chosen}
              disabled={inert}
              onChange={(e) => choose([id], e.target.checked)}
            />
          )}
        </td>
      )}
      {columns.map(({ spec, field, label: title, edits, number }, i) => {
        const value = valueAt(row, spec.name);
        const shown = field ? (
          <FieldValue
            field={field}
            value={value}
            collections={collections}
            titleField={spec.titleField}
            clip={kindOf(field) === "longText" || kindOf(field) === "json"}
          />
        ) : (
          <span className="block-missing">{t("applications.form.noField", { name: spec.name })}</span>
        );
        return (
          <td
            key={spec.name}
            data-label={title}
            className={
              [number && "table-block-number", i === 0 && "table-block-first"].filter(Boolean).join(" ") || undefined
            }
          >
            {edits && field && id !== undefined ? (
              <EditableCell
                place={block.uid}
                collection={collection}
                field={field}
                id={id}
                value={value}
                titleField={spec.titleField}
                about={label}
                label={title}
              >
                {shown}
              </EditableCell>
            ) : (
              shown
            )}
          </td>
        );
      })}
      {buttons.length > 0 && (
        <td className="table-block-buttons">
          <ButtonBar
            block={block}
            buttons={buttons}
            framed={false}
            small
            target={{ keys: id === undefined ? [] : [id], many: false }}
            row={row}
            source={source}
            about={label}
          />
        </td>
      )}
    </tr>
  );
}

/** A row is drawn again only when something of it changed: 200 of them stay smooth. */
export const TableRow = memo(RowView, (a, b) => {
  return (
    a.row === b.row &&
    a.chosen === b.chosen &&
    a.columns === b.columns &&
    a.selects === b.selects &&
    a.block === b.block &&
    a.collection === b.collection &&
    same(a.source, b.source) &&
    a.choose === b.choose
  );
});
