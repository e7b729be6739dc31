import { type KeyboardEvent, useEffect } from "react";
import { notify } from "../ui/notices";
import type { Bench, Hand } from "./bench";
import { placeAt, standing } from "./tree";

/** What a key is meant for: text has its own keys. */
function inText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Whether a dialog lies over the page, which then has the keys. */
function inDialog(): boolean {
  return document.querySelector(".ant-modal-wrap:not([hidden]) [role=dialog]")?.checkVisibility() ?? false;
}

/** The steps that a command is about: those chosen together, else the one that has the focus. */
export function meant({ chosen, cursor }: Pick<Hand, "chosen" | "cursor">): readonly string[] {
  if (chosen.length > 0) return chosen;
  return cursor.spot.kind === "step" ? [cursor.spot.key] : [];
}

/** What keys do on a spot, on the canvas and in the outline. */
export function spotKeys(bench: Bench, hand: Hand): (e: KeyboardEvent) => void {
  const { commands, state, setRenaming, fold, choose } = bench;
  const { cursor, chosen } = hand;
  const { spot } = cursor;
  const keys = meant(hand);
  const act: Record<string, () => void> = {
    Insert: () => commands.add(placeAt(spot, state.doc.line)),
    "+": () => commands.add(placeAt(spot, state.doc.line)),
    Delete: () => commands.remove(keys),
    Backspace: () => commands.remove(keys),
    F2: () => setRenaming(spot.kind === "step" ? spot.key : spot.kind === "trigger" ? null : undefined),
    "Ctrl+d": () => commands.duplicate(keys),
    "Alt+ArrowUp": () => spot.kind === "step" && commands.moveBy(spot.key, -1),
    "Alt+ArrowDown": () => spot.kind === "step" && commands.moveBy(spot.key, 1),
    "Shift+ArrowUp": () => extend(bench, hand, -1),
    "Shift+ArrowDown": () => extend(bench, hand, 1),
    f: () => spot.kind !== "trigger" && spot.kind !== "end" && fold(spot.key),
    ...(chosen.length > 0 && { Escape: () => choose([]) }),
  };
  return (e) => {
    if (inText(e.target)) return;
    const name = `${e.ctrlKey || e.metaKey ? "Ctrl+" : ""}${e.altKey ? "Alt+" : ""}${e.shiftKey && e.key.length > 1 ? "Shift+" : ""}${e.key}`;
    const run = act[name];
    if (!run) return;
    e.preventDefault();
    e.stopPropagation();
    run();
  };
}

/** Chooses one more step on the line of the one that has the focus, or one less. */
function extend({ choose, state, setCursor }: Bench, { cursor, chosen }: Hand, by: 1 | -1) {
  if (cursor.spot.kind !== "step") return;
  const from = standing(state.doc.line, cursor.spot.key);
  const next = from?.line[from.at + by];
  if (!from || !next) return;
  const now = chosen.includes(cursor.spot.key) ? chosen : [cursor.spot.key];
  const wanted = now.includes(next.key)
    ? now.filter((k) => k !== (cursor.spot.kind === "step" && cursor.spot.key))
    : [...now, next.key];
  choose(from.line.map((s) => s.key).filter((k) => wanted.includes(k)));
  setCursor({ kind: "step", key: next.key }, true);
}

/** The keys of the whole page, and the clipboard. */
export function usePageKeys(bench: Bench, hand: Hand, told: (count: number) => string) {
  useEffect(() => {
    const onKey = (e: globalThis.KeyboardEvent) => {
      if (inText(e.target) || inDialog()) return;
      const ctrl = e.ctrlKey || e.metaKey;
      const key = e.key.toLowerCase();
      const run =
        ctrl && key === "z"
          ? e.shiftKey
            ? bench.commands.redo
            : bench.commands.undo
          : ctrl && key === "y"
            ? bench.commands.redo
            : undefined;
      if (run) {
        e.preventDefault();
        run();
      } else if (e.key === "?") bench.ask({ kind: "shortcuts" });
    };
    const onClip = (e: ClipboardEvent) => {
      if (inText(e.target) || inDialog() || !document.getSelection()?.isCollapsed || !inside()) return;
      if (e.type === "paste") {
        const text = e.clipboardData?.getData("text/plain");
        if (text) bench.commands.paste(text, hand.cursor.spot);
      } else {
        const keys = meant(hand);
        if (keys.length === 0) return;
        e.clipboardData?.setData("text/plain", bench.commands.copy(keys));
        if (e.type === "cut") bench.commands.remove(keys);
        else notify({ tone: "good", text: told(keys.length) });
      }
      e.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    for (const type of ["copy", "cut", "paste"] as const) document.addEventListener(type, onClip);
    return () => {
      document.removeEventListener("keydown", onKey);
      for (const type of ["copy", "cut", "paste"] as const) document.removeEventListener(type, onClip);
    };
  }, [bench, hand, told]);
}

/** Whether the focus is on the steps, or nowhere in particular. */
function inside(): boolean {
  const { activeElement } = document;
  return !activeElement || activeElement === document.body || activeElement.closest(".bench-steps") !== null;
}
