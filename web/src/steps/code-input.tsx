import type { EditorProps } from "./editor-props";
import "./code-input.css";
import { lazy, Suspense } from "react";

const Editor = lazy(() => import("./editor"));

/** The field for texts with variables; the editor behind it comes when it is needed. */
export function CodeInput(props: EditorProps) {
  return (
    <Suspense fallback={<div className={`code-input ${props.single ? "code-input-single" : "code-input-tall"}`} />}>
      <Editor {...props} />
    </Suspense>
  );
}
