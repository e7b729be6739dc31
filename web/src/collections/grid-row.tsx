import ExpandAltOutlined from "@ant-design/icons/es/icons/ExpandAltOutlined";
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "../api/types";
import { isWritable, type Key, labelOf, type Row } from "../records";
import { GridCell } from "./grid-cell";
import type { Place } from "./grid-moves";
import type { GridProps } from "./grid-props";

interface GridRowProps extends GridProps {
  row: Row;
  id: Key | undefined;
  index: number;
  at: Place;
  go: (place: Place) => void;
}

/** One record of the grid: chosen, opened, and its values. */
export function GridRow(props: GridRowProps) {
  const { collection, all, columns, row, id, index, at, go, chosen, choose, chooses, changes, open } = props;
  const { t } = useTranslation();
  const label = labelOf(collection, row) || String(id ?? index + 1);
  const stop = (column: number) => (at.row === index && at.column === column ? 0 : -1);
  const offset = chooses ? 1 : 0;
  const isChosen = id !== undefined && chosen.has(id);
  return (
    <tr aria-selected={chooses ? isChosen : undefined}>
      {chooses && (
        <td className="grid-narrow">
          {id !== undefined && (
            <Checkbox
              data-cell={`${index}:0`}
              tabIndex={stop(0)}
              aria-label={t("collections.grid.choose", { label })}
              checked={isChosen}
              onChange={(e) => {
                const next = new Set(chosen);
                if (e.target.checked) next.add(id);
                else next.delete(id);
                choose(next);
              }}
            />
          )}
        </td>
      )}
      <td className="grid-narrow">
        {id !== undefined && (
          <button
            type="button"
            className="grid-open"
            data-cell={`${index}:${offset}`}
            tabIndex={stop(offset)}
            aria-label={t("collections.grid.openOne", { label })}
            onClick={() => open(id)}
          >
            <ExpandAltOutlined aria-hidden />
          </button>
        )}
      </td>
      {columns.map((field: Field, n) => {
        const column = offset + 1 + n;
        return (
          <GridCell
            key={field.key}
            collection={collection}
            all={all}
            field={field}
            row={row}
            id={id}
            label={label}
            place={`${index}:${column}`}
            tabIndex={stop(column)}
            changes={id !== undefined && isWritable(field) && changes(field)}
            back={() => go({ row: index, column })}
          />
        );
      })}
    </tr>
  );
}
