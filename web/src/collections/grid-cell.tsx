import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { FieldInput, type Key, kindOf, type Row, recordsKey } from "../records";
import { Unreadable } from "../records/input";
import { same, submitted } from "../records/record";
import { atFields, explain } from "../ui/failures";
import { updateRecord } from "./record-api";
import { Value } from "./value";

interface GridCellProps {
  collection: Collection;
  all: readonly Collection[];
  field: Field;
  row: Row;
  id: Key | undefined;
  /** What the record is called. */
  label: string;
  place: string;
  tabIndex: number;
  changes: boolean;
  /** Gives the focus back to the cell. */
  back: () => void;
}

/** One value of the grid: shown, and changed in its place by who may. */
export function GridCell(props: GridCellProps) {
  const { all, field, row, place, tabIndex, changes, back } = props;
  const [editing, setEditing] = useState(false);
  const value = row[field.name];
  // What was changed may have moved the record to another row.
  const toCell = useRef(back);
  toCell.current = back;
  const returns = useRef(false);
  useEffect(() => {
    if (editing || !returns.current) return;
    returns.current = false;
    toCell.current();
  }, [editing]);
  if (editing && props.id !== undefined) {
    return (
      <Editor
        {...props}
        id={props.id}
        close={(toItsCell) => {
          returns.current = toItsCell;
          setEditing(false);
        }}
      />
    );
  }
  const edit = () => changes && setEditing(true);
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the cell of a grid takes the focus
      role="gridcell"
      className={changes ? "grid-cell grid-cell-open" : "grid-cell"}
      data-cell={place}
      tabIndex={tabIndex}
      aria-readonly={!changes}
      onDoubleClick={edit}
      onClick={(e) => {
        // The first click goes to the cell, the second one changes it.
        if (e.currentTarget === document.activeElement && e.detail === 1 && e.currentTarget.dataset.was === "here")
          edit();
        e.currentTarget.dataset.was = "here";
      }}
      onBlur={(e) => {
        delete e.currentTarget.dataset.was;
      }}
      onKeyDown={(e) => {
        if (e.target === e.currentTarget && (e.key === "Enter" || e.key === "F2")) {
          e.preventDefault();
          edit();
        }
      }}
    >
      <span className="grid-value">
        <Value field={field} value={value} collections={all} clip />
      </span>
    </td>
  );
}

const atOnce = ["boolean", "choice", "one"];
const byEnter = [
  "text",
  "email",
  "url",
  "phone",
  "color",
  "integer",
  "number",
  "decimal",
  "percent",
  "instant",
  "wallTime",
  "date",
  "time",
];

/** A value that is being changed: Enter keeps it, Escape leaves it as it was, an error leaves it open. */
function Editor(props: GridCellProps & { id: Key; close: (toCell: boolean) => void }) {
  const { collection, all, field, row, id, label, close } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const kind = kindOf(field);
  const [before] = useState(row[field.name]);
  const [value, setValue] = useState<unknown>(before);
  const [told, setTold] = useState<unknown>(before);
  const left = useRef(false);
  const save = useMutation({
    mutationFn: (next: unknown) => updateRecord(collection.name, id, { [field.name]: submitted(field, next, all) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: recordsKey(collection.name) });
      close(!left.current);
    },
  });
  // Somebody else changed it meanwhile: told once, and kept only when that was seen.
  const moved = !same(row[field.name], told);
  const commit = (next: unknown = value) => {
    if (save.isPending || next instanceof Unreadable) return;
    if (same(next, before)) close(!left.current);
    else if (!moved) save.mutate(next);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    e.stopPropagation();
    if (e.key === "Escape") {
      e.preventDefault();
      close(true);
    } else if (e.key === "Enter" && (byEnter.includes(kind) || e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      commit();
    }
  };
  const onBlur = (e: FocusEvent<HTMLElement>) => {
    const to = e.relatedTarget as HTMLElement | null;
    // Lists to choose from stand outside of the cell and keep the focus in it; the window's own blur is no leaving.
    if (!to || e.currentTarget.contains(to) || to.closest(".ant-select-dropdown")) return;
    left.current = true;
    commit();
  };
  const at = atFields(t, save.error, [field.name]);
  const said = save.error ? (at.at[0]?.errors[0] ?? explain(t, save.error)) : undefined;
  const hint = `grid-edit-${props.place}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the cell of a grid takes the focus
    <td role="gridcell" tabIndex={-1} className="grid-cell grid-editing" onKeyDown={onKeyDown} onBlur={onBlur}>
      <FieldInput
        autoFocus
        aria-label={t("collections.grid.edit", { title: fieldTitle(field), label })}
        aria-describedby={hint}
        field={field}
        collections={all}
        disabled={save.isPending}
        invalid={said !== undefined}
        value={value}
        onChange={(next) => {
          setValue(next);
          left.current = false;
          if (save.error) save.reset();
          if (atOnce.includes(kind)) commit(next);
        }}
      />
      <p id={hint} className={said ? "grid-said collections-error" : "grid-said soft"} role="status">
        {moved ? (
          <>
            {t("collections.grid.moved")} <Value field={field} value={row[field.name]} collections={all} clip />{" "}
            <button type="button" className="grid-link" onClick={() => setTold(row[field.name])}>
              {t("collections.grid.movedKeep")}
            </button>
          </>
        ) : (
          (said ?? (save.isPending ? t("collections.grid.saving") : ""))
        )}
      </p>
    </td>
  );
}
