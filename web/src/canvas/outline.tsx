import CaretDownOutlined from "@ant-design/icons/es/icons/CaretDownOutlined";
import CaretRightOutlined from "@ant-design/icons/es/icons/CaretRightOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Input } from "antd";
import type { TFunction } from "i18next";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { type Bench, useBench } from "./bench";
import type { Decoration } from "./graph-context";
import { triggerIcon } from "./names";
import { StepMenu } from "./step-menu";
import { placeAt, type Spot, type Step, spotId } from "./tree";
import { spotKeys } from "./use-keys";
import { type Row, rowsOf } from "./walk";
import "./outline.css";

interface OutlineProps {
  label: string;
  decorate: (step: Step | undefined) => Decoration | undefined;
  rename: (key: string | null, title: string | undefined) => void;
}

/** The steps as a tree of lines: the same powers as the drawing, without the drawing. */
export function Outline({ label, decorate, rename }: OutlineProps) {
  const bench = useBench();
  const { state, collapsed } = bench;
  const { t } = useTranslation();
  const rtl = useStore(language)?.direction === "rtl";
  const rows = useMemo(() => rowsOf(state.doc.line, collapsed), [state.doc.line, collapsed]);
  const keys = (e: KeyboardEvent) => {
    if (!(e.target instanceof HTMLElement) || e.target.getAttribute("role") !== "treeitem") return;
    if (!arrows(e, rows, bench, rtl)) spotKeys(bench)(e);
  };
  return (
    <div className="bench-steps outline-frame">
      <div role="tree" className="outline" aria-label={label} aria-multiselectable="true" onKeyDown={keys}>
        {rows.map((row) => (
          <OutlineRow key={spotId(row.spot)} row={row} decorate={decorate} rename={rename} />
        ))}
      </div>
      <p className="soft outline-hint">{t("canvas.outlineHint")}</p>
    </div>
  );
}

/** What the arrows do in a tree. */
function arrows(e: KeyboardEvent, rows: readonly Row[], bench: Bench, rtl: boolean): boolean {
  if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return false;
  const i = rows.findIndex((r) => spotId(r.spot) === spotId(bench.cursor.spot));
  const row = rows[i];
  if (!row) return false;
  const [into, out] = rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
  const key = row.spot.kind === "step" ? row.spot.key : undefined;
  const go = (spot: Spot | undefined) => spot && bench.setCursor(spot, true);
  if (e.key === "ArrowDown") go(rows[i + 1]?.spot);
  else if (e.key === "ArrowUp") go(rows[i - 1]?.spot);
  else if (e.key === "Home") go(rows[0]?.spot);
  else if (e.key === "End") go(rows.at(-1)?.spot);
  else if (e.key === into && key && row.open === false) bench.fold(key);
  else if (e.key === into) (rows[i + 1]?.level ?? 0) > row.level && go(rows[i + 1]?.spot);
  else if (e.key === out && key && row.open) bench.fold(key);
  else if (e.key === out) go(row.above);
  else if (e.key === "Enter") act(row, bench);
  else return false;
  e.preventDefault();
  return true;
}

/** Opens a step, or adds one where none is. */
function act({ spot, step }: Row, { open, commands, state }: Bench) {
  if (spot.kind === "step") open(step);
  else if (spot.kind === "trigger") open(undefined);
  else commands.add(placeAt(spot, state.doc.line));
}

interface RowProps extends Omit<OutlineProps, "label"> {
  row: Row;
}

function OutlineRow({ row, decorate, rename }: RowProps) {
  const { t } = useTranslation();
  const bench = useBench();
  const { cursor, setCursor, chosen, renaming, commands, state, fold, names } = bench;
  const { spot, step, level, at, of } = row;
  const ref = useRef<HTMLDivElement>(null);
  const id = spotId(spot);
  const mine = spotId(cursor.spot) === id;
  useEffect(() => {
    if (mine && cursor.grab > 0) ref.current?.focus();
  }, [mine, cursor.grab]);
  const key = spot.kind === "step" ? spot.key : spot.kind === "trigger" ? null : undefined;
  const own = spot.kind === "step" ? step : undefined;
  const decoration = key === undefined ? undefined : decorate(own);
  const { title, kind, Icon } = wordsOf(row, bench, t);
  const isRenamed = key !== undefined && renaming === key;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      ref={ref}
      id={id}
      role="treeitem"
      className={`outline-row outline-level-${Math.min(level, 9)} outline-${spot.kind}`}
      tabIndex={mine ? 0 : -1}
      aria-level={level}
      aria-posinset={at}
      aria-setsize={of}
      aria-selected={spot.kind === "step" ? chosen.includes(spot.key) || mine : mine}
      {...(row.open !== undefined && { "aria-expanded": row.open })}
      onFocus={(e) => e.target === e.currentTarget && !mine && setCursor(spot)}
      onClick={(e) => e.target instanceof Element && !e.target.closest("button,input,.ant-dropdown") && act(row, bench)}
    >
      <span className="outline-fold">
        {row.open !== undefined && step && (
          <button type="button" tabIndex={-1} aria-label={t("canvas.menu.fold")} onClick={() => fold(step.key)}>
            {row.open ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
          </button>
        )}
      </span>
      {Icon && (
        <span className="outline-icon">
          <Icon aria-hidden />
        </span>
      )}
      <span className="outline-text">
        {isRenamed ? (
          <Input
            size="small"
            autoFocus
            defaultValue={title}
            maxLength={255}
            aria-label={t("canvas.rename")}
            onFocus={(e) => e.target.select()}
            onBlur={(e) => rename(key, e.target.value.trim())}
            onKeyDown={(e) => {
              e.stopPropagation();
              if (e.key === "Enter") e.preventDefault();
              if (e.key === "Enter") rename(key, e.currentTarget.value.trim());
              if (e.key === "Escape") rename(key, undefined);
            }}
          />
        ) : (
          <span className="outline-title">{title}</span>
        )}
        {kind && <span className="outline-kind">{kind}</span>}
      </span>
      {decoration?.mark}
      <span className="outline-tools">
        <Button
          size="small"
          type="text"
          tabIndex={-1}
          icon={<PlusOutlined />}
          aria-label={t("canvas.addAfter", { step: title })}
          onClick={() => commands.add(placeAt(spot, state.doc.line))}
        />
        {key !== undefined && mine && <StepMenu step={own} />}
      </span>
      {own && names.specOf(own.type) === undefined && names.nodes && (
        <span className="visually-hidden">{t("canvas.refused.unknown")}</span>
      )}
    </div>
  );
}

function wordsOf({ spot, step, open }: Row, { names, state }: Bench, t: TFunction) {
  if (spot.kind === "trigger") {
    const type = names.trigger(state.version.workflow.type);
    const title = state.doc.title || type;
    return { title, kind: title === type ? t("canvas.trigger") : type, Icon: triggerIcon };
  }
  if (spot.kind === "end" || !step) return { title: t("canvas.end"), kind: "", Icon: undefined };
  if (spot.kind === "branch") {
    const branch = step.branches.find((b) => b.index === spot.index);
    return { title: branch ? names.branch(branch) : "", kind: t("canvas.branch"), Icon: undefined };
  }
  const title = names.step(step);
  const type = names.type(step.type);
  const hidden = open === false ? t("canvas.folded") : "";
  return { title, kind: [title === type ? "" : type, hidden].filter(Boolean).join(" · "), Icon: names.icon(step.type) };
}
