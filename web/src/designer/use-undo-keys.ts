import { useEffect, useRef } from "react";
import type { DraftEditor } from "./use-draft";

/** Ctrl+Z undoes, Ctrl+Shift+Z and Ctrl+Y redo; in a text field while it has the focus they are the field's own. */
export function useUndoKeys(editor: Pick<DraftEditor, "undo" | "redo">) {
  const now = useRef(editor);
  now.current = editor;
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
      const key = e.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      if (e.target instanceof HTMLElement && e.target.closest("[role=dialog]")) return;
      const act = key === "y" || e.shiftKey ? now.current.redo : now.current.undo;
      e.preventDefault();
      act?.();
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, []);
}
