import CaretDownOutlined from "@ant-design/icons/es/icons/CaretDownOutlined";
import CaretRightOutlined from "@ant-design/icons/es/icons/CaretRightOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import type { TFunction } from "i18next";
import { type ComponentType, type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { type Bench, useBench, useHand } from "./bench";
import type { Decoration } from "./graph-context";
import { triggerIcon } from "./names";
import { StepMenu } from "./step-menu";
import { TitleInput } from "./title-input";
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
  const { state } = bench;
  const hand = useHand();
  const { collapsed, cursor, chosen, renaming } = hand;
  const { t } = useTranslation();
  const rtl = useStore(language)?.direction === "rtl";
  const rows = useMemo(() => rowsOf(state.doc.line, collapsed), [state.doc.line, collapsed]);
  const keys = (e: KeyboardEvent) => {
    if (!(e.target instanceof HTMLElement) || e.target.getAttribute("role") !== "treeitem") return;
    if (!arrows(e, rows, bench, cursor.spot, rtl)) spotKeys(bench, hand)(e);
  };
  const on = useHandlers(rows, bench, rename);
  const focus = spotId(cursor.spot);
  return (
    <div className="bench-steps outline-frame">
      <div role="tree" className="outline" aria-label={label} aria-multiselectable="true" onKeyDown={keys}>
        {rows.map((row) => {
          const { spot, level, at, of } = row;
          const id = spotId(spot);
          const step = spot.kind === "step" ? row.step : undefined;
          const key = keyOf(spot);
          return (
            <OutlineLine
              key={id}
              id={id}
              kind={spot.kind}
              level={level}
              at={at}
              of={of}
              open={row.open}
              {...wordsOf(row, bench, t)}
              mark={key === undefined ? undefined : decorate(step)?.mark}
              mine={focus === id}
              grab={focus === id ? cursor.grab : 0}
              selected={focus === id || (step !== undefined && chosen.includes(step.key))}
              renamed={key !== undefined && renaming === key}
              step={step}
              on={on}
            />
          );
        })}
      </div>
      <p className="soft outline-hint">{t("canvas.outlineHint")}</p>
    </div>
  );
}

/** The step that a spot is (null: the trigger); undefined for what has no title of its own. */
function keyOf(spot: Spot): string | null | undefined {
  return spot.kind === "step" ? spot.key : spot.kind === "trigger" ? null : undefined;
}

function useHandlers(rows: readonly Row[], bench: Bench, rename: OutlineProps["rename"]): Handlers {
  const now = useRef({ rows, bench, rename });
  now.current = { rows, bench, rename };
  return useMemo(() => {
    const at = (id: string, run: (row: Row, bench: Bench) => void) => {
      const row = now.current.rows.find((r) => spotId(r.spot) === id);
      if (row) run(row, now.current.bench);
    };
    return {
      focus: (id) => at(id, (row, b) => b.setCursor(row.spot)),
      act: (id) => at(id, act),
      add: (id) => at(id, (row, b) => b.commands.add(placeAt(row.spot, b.state.doc.line))),
      fold: (id) => at(id, (row, b) => row.step && b.fold(row.step.key)),
      rename: (id, title) => at(id, (row) => now.current.rename(keyOf(row.spot) ?? null, title)),
    };
  }, []);
}

/** What the arrows do in a tree. */
function arrows(e: KeyboardEvent, rows: readonly Row[], bench: Bench, spot: Spot, rtl: boolean): boolean {
  if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return false;
  const i = rows.findIndex((r) => spotId(r.spot) === spotId(spot));
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

/** What a line shows. It is drawn anew only when that changes: there may be hundreds. */
interface LineProps {
  id: string;
  kind: Spot["kind"];
  level: number;
  at: number;
  of: number;
  open: boolean | undefined;
  title: string;
  about: string;
  Icon: ComponentType<{ "aria-hidden"?: boolean }> | undefined;
  mark: ReactNode;
  mine: boolean;
  /** Grows each time that this line gets the focus. */
  grab: number;
  selected: boolean;
  renamed: boolean;
  step: Step | undefined;
  on: Handlers;
}

/** What can be done with a line; the same object for all lines and all times. */
interface Handlers {
  focus: (id: string) => void;
  act: (id: string) => void;
  add: (id: string) => void;
  fold: (id: string) => void;
  rename: (id: string, title: string | undefined) => void;
}

const OutlineLine = memo(function OutlineLine(p: LineProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  const { id, mine, grab, on } = p;
  useEffect(() => {
    if (mine && grab > 0) ref.current?.focus();
  }, [mine, grab]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      ref={ref}
      id={id}
      role="treeitem"
      className={`outline-row outline-level-${Math.min(p.level, 9)} outline-${p.kind}`}
      tabIndex={mine ? 0 : -1}
      aria-level={p.level}
      aria-posinset={p.at}
      aria-setsize={p.of}
      aria-selected={p.selected}
      {...(p.open !== undefined && { "aria-expanded": p.open })}
      onFocus={(e) => e.target === e.currentTarget && !mine && on.focus(id)}
      onClick={(e) => e.target instanceof Element && !e.target.closest("button,input,.ant-dropdown") && on.act(id)}
    >
      <span className="outline-fold">
        {p.open !== undefined && (
          <button type="button" tabIndex={-1} aria-label={t("canvas.menu.fold")} onClick={() => on.fold(id)}>
            {p.open ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
          </button>
        )}
      </span>
      {p.Icon && (
        <span className="outline-icon">
          <p.Icon aria-hidden />
        </span>
      )}
      <span className="outline-text">
        {p.renamed ? (
          <TitleInput title={p.title} done={(typed) => on.rename(id, typed)} />
        ) : (
          <span className="outline-title">{p.title}</span>
        )}
        {p.about && <span className="outline-kind">{p.about}</span>}
      </span>
      {p.mark}
      <span className="outline-tools">
        <button
          type="button"
          className="outline-add"
          tabIndex={-1}
          aria-label={t("canvas.addAfter", { step: p.title })}
          onClick={() => on.add(id)}
        >
          <PlusOutlined aria-hidden />
        </button>
        {mine && (p.kind === "step" || p.kind === "trigger") && <StepMenu step={p.step} />}
      </span>
    </div>
  );
});

function wordsOf({ spot, step, open }: Row, { names, state }: Bench, t: TFunction) {
  if (spot.kind === "trigger") {
    const type = names.trigger(state.version.workflow.type);
    const title = state.doc.title || type;
    return { title, about: title === type ? t("canvas.trigger") : type, Icon: triggerIcon };
  }
  if (spot.kind === "end" || !step) return { title: t("canvas.end"), about: "", Icon: undefined };
  if (spot.kind === "branch") {
    const branch = step.branches.find((b) => b.index === spot.index);
    return { title: branch ? names.branch(branch) : "", about: t("canvas.branch"), Icon: undefined };
  }
  const title = names.step(step);
  const type = names.type(step.type);
  const hidden = open === false ? t("canvas.folded") : "";
  return {
    title,
    about: [title === type ? "" : type, hidden].filter(Boolean).join(" · "),
    Icon: names.icon(step.type),
  };
}
