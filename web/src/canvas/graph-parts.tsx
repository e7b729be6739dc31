import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Drawing, useDrawing } from "./graph-context";
import type { Box } from "./layout";
import { triggerIcon } from "./names";
import { TitleInput } from "./title-input";
import { type Spot, type Step, spotId } from "./tree";

type Part<K extends Box["kind"]> = Extract<Box, { kind: K }>;

/** Gives a part the focus when it is its turn. */
function useFocus<E extends HTMLElement>(
  spot: Spot,
): { ref: RefObject<E | null>; tabIndex: number; onFocus: () => void } {
  const { focus, grab, onFocus } = useDrawing();
  const ref = useRef<E>(null);
  const mine = focus === spotId(spot);
  useEffect(() => {
    if (mine && grab > 0) ref.current?.focus({ preventScroll: true });
  }, [mine, grab]);
  return { ref, tabIndex: mine ? 0 : -1, onFocus: () => !mine && onFocus(spot) };
}

/** The trigger, on top of everything. */
export function TriggerCard() {
  const { t } = useTranslation();
  const d = useDrawing();
  const type = d.names.trigger(d.trigger.type);
  const title = d.trigger.title || type;
  return (
    <Card
      spot={{ kind: "trigger" }}
      step={undefined}
      drawing={d}
      Icon={triggerIcon}
      title={title}
      kind={title === type ? t("canvas.trigger") : `${t("canvas.trigger")} · ${type}`}
    />
  );
}

/** A step. */
export function StepCard({ box }: { box: Part<"step"> }) {
  const { t } = useTranslation();
  const d = useDrawing();
  const { step, hidden } = box;
  const type = d.names.type(step.type);
  const title = d.names.step(step);
  const kind = hidden > 0 ? `${type} · ${t("canvas.hidden", { count: hidden })}` : type;
  return (
    <Card
      spot={{ kind: "step", key: step.key }}
      step={step}
      drawing={d}
      Icon={d.names.icon(step.type)}
      title={title}
      kind={kind}
    />
  );
}

interface CardProps {
  spot: Spot;
  step: Step | undefined;
  drawing: Drawing;
  Icon: ReturnType<Drawing["names"]["icon"]>;
  title: string;
  kind: string;
}

function Card({ spot, step, drawing, Icon, title, kind }: CardProps) {
  const { decorate, open, onOpen, chosen, editing, focus } = drawing;
  const decoration = decorate(step);
  const focused = useFocus<HTMLButtonElement>(spot);
  const key = step?.key ?? null;
  const id = spotId(spot);
  const classes = ["graph-card", step ? "" : "graph-trigger", decoration?.tone && `graph-tone-${decoration.tone}`];
  if (open === id) classes.push("graph-open");
  if (step && chosen.has(step.key)) classes.push("graph-chosen");
  if (decoration?.faint) classes.push("graph-faint");
  const text = (
    <span className="graph-text">
      {editing?.renaming === key ? (
        <TitleInput title={title} done={(typed) => editing.rename(key, typed)} />
      ) : (
        <span className="graph-title">{title}</span>
      )}
      <span className="graph-kind">{[kind, decoration?.note].filter(Boolean).join(" · ")}</span>
    </span>
  );
  const icon = (
    <span className="graph-icon">
      <Icon aria-hidden />
    </span>
  );
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      {editing?.renaming === key ? (
        <div className="graph-main">
          {icon}
          {text}
        </div>
      ) : (
        <button
          type="button"
          className="graph-main"
          id={id}
          aria-current={open === id ? "true" : undefined}
          {...focused}
          onClick={() => onOpen?.(step)}
        >
          {icon}
          {text}
        </button>
      )}
      {decoration?.mark && <span className="graph-mark">{decoration.mark}</span>}
      {editing && focus === id && editing.renaming === undefined && editing.menu(step)}
    </div>
  );
}

/** The name of a branch, on top of it. */
export function BranchLabel({ box }: { box: Part<"branch"> }) {
  const { t } = useTranslation();
  const { names, editing } = useDrawing();
  const spot: Spot = { kind: "branch", key: box.step.key, index: box.branch.index };
  const focused = useFocus<HTMLButtonElement>(spot);
  const name = names.branch(box.branch);
  return (
    <button
      type="button"
      id={spotId(spot)}
      className={box.branch.title === undefined ? "graph-branch graph-branch-lost" : "graph-branch"}
      aria-label={t("canvas.branchOf", { branch: name, step: names.step(box.step) })}
      {...focused}
      onClick={() => editing?.add({ upstream: box.step.key, branch: box.branch.index })}
    >
      {name}
    </button>
  );
}

/** Where a step can be added, by the mouse; the keyboard adds after what has the focus. */
export function Slot({ box }: { box: Part<"slot"> }) {
  const { t } = useTranslation();
  const { editing, target, dragged } = useDrawing();
  if (!editing) return null;
  const classes = [
    "graph-slot",
    dragged !== undefined && !editing.refuses(dragged, box.place) && "graph-slot-drop",
    target === box.id && "graph-slot-target",
  ];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(" ")}
      tabIndex={-1}
      aria-label={t("canvas.addHere")}
      title={t("canvas.addHere")}
      onClick={() => editing.add(box.place)}
    >
      <PlusOutlined aria-hidden />
    </button>
  );
}

/** The end of every workflow. */
export function End() {
  const { t } = useTranslation();
  const { ref, tabIndex, onFocus } = useFocus<HTMLButtonElement>({ kind: "end" });
  const { editing } = useDrawing();
  return (
    <button
      type="button"
      id="end"
      className="graph-end"
      ref={ref}
      tabIndex={tabIndex}
      onFocus={onFocus}
      aria-disabled={!editing}
    >
      {t("canvas.end")}
    </button>
  );
}

/** What is run through again and again. */
export function Frame() {
  return <div className="graph-frame" />;
}
