import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { nonce } from "../app/nonce";
import { chipNames, chips } from "./chips";
import { complete } from "./complete";
import type { EditorProps } from "./editor-props";
import "./editor.css";
import { useInsertion } from "./insertion";
import { written } from "./variables";

/** What of an editor changes while it is there. */
const parts = { names: new Compartment(), attributes: new Compartment(), editable: new Compartment() };

/** Marks a text that was handed in, not typed. */
const fromOutside = Annotation.define<boolean>();

/** A field for texts with variables: they are shown by their names, and offered while one types. */
export default function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const insertion = useInsertion();
  const change = useEffectEvent((text: string) => props.onChange(text));
  const suggest = useEffectEvent((context: CompletionContext) => completions(context, props));
  const takeBack = useRef<() => void>(undefined);
  const focused = useEffectEvent(() => {
    takeBack.current = insertion?.offer((path) => view.current && insert(view.current, path));
  });
  const first = useEffectEvent(() => [
    base(props),
    parts.names.of(names(props)),
    parts.attributes.of(attributes(props)),
    parts.editable.of(editable(props)),
    autocompletion({ override: [(c) => suggest(c)], icons: false, interactionDelay: 0 }),
    EditorView.updateListener.of((u) => {
      const given = u.transactions.some((tr) => tr.annotation(fromOutside));
      if (u.docChanged && !given) change(u.state.doc.toString());
      if (u.focusChanged && u.view.hasFocus) focused();
    }),
  ]);
  const text = useEffectEvent(() => props.value);
  useEffect(() => {
    if (!host.current) return;
    const state = EditorState.create({ doc: text(), extensions: first() });
    const made = new EditorView({ state, parent: host.current });
    view.current = made;
    return () => {
      takeBack.current?.();
      made.destroy();
    };
  }, []);
  const { value, language, known, labelId, label, describedBy, invalid, readOnly, faults } = props;
  useEffect(() => {
    const v = view.current;
    if (!v || v.state.doc.toString() === value) return;
    v.dispatch({
      changes: { from: 0, to: v.state.doc.length, insert: value },
      annotations: fromOutside.of(true),
    });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.names.reconfigure(names({ language, known })) });
  }, [language, known]);
  useEffect(() => {
    const own = attributes({ labelId, label, describedBy, invalid, single: props.single });
    view.current?.dispatch({ effects: parts.attributes.reconfigure(own) });
  }, [labelId, label, describedBy, invalid, props.single]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.editable.reconfigure(editable({ readOnly })) });
  }, [readOnly]);
  useEffect(() => {
    const v = view.current;
    if (!v) return;
    const length = v.state.doc.length;
    const marks = (faults ?? []).map((f) => ({
      from: Math.min(f.from, length),
      to: Math.min(f.to, length),
      severity: "error" as const,
      message: f.message,
    }));
    v.dispatch(setDiagnostics(v.state, marks));
  }, [faults]);
  const shape = `code-input ${props.single ? "code-input-single" : "code-input-tall"}`;
  return <div ref={host} className={`${shape} ${invalid ? "code-input-invalid" : ""}`} />;
}

function base({ single, language, hint }: EditorProps): Extension[] {
  return [
    EditorView.cspNonce.of(nonce),
    history(),
    keymap.of([...completionKeymap, ...defaultKeymap.filter((k) => k.key !== "Mod-Enter"), ...historyKeymap]),
    language === "json" ? [json(), bracketMatching()] : chips,
    language === "expression" ? bracketMatching() : [],
    EditorView.lineWrapping,
    single ? EditorState.transactionFilter.of((tr) => (tr.newDoc.lines > 1 ? [] : tr)) : [],
    hint ? placeholder(hint) : [],
  ];
}

function names({ language, known }: Pick<EditorProps, "language" | "known">): Extension {
  return chipNames.of({ language: language === "expression" ? "expression" : "template", known });
}

type Attributes = Pick<EditorProps, "labelId" | "label" | "describedBy" | "invalid" | "single">;

function attributes({ labelId, label, describedBy, invalid, single }: Attributes): Extension {
  const all: Record<string, string> = { "aria-multiline": single ? "false" : "true" };
  if (labelId) all["aria-labelledby"] = labelId;
  else if (label) all["aria-label"] = label;
  if (describedBy) all["aria-describedby"] = describedBy;
  if (invalid) all["aria-invalid"] = "true";
  return EditorView.contentAttributes.of(all);
}

function editable({ readOnly }: Pick<EditorProps, "readOnly">): Extension {
  return [EditorState.readOnly.of(readOnly ?? false)];
}

function completions(context: CompletionContext, props: EditorProps): CompletionResult | null {
  const { language, engine, known } = props;
  const text = context.state.doc.toString();
  const found = complete(text, context.pos, language, engine ?? "", known, context.explicit);
  if (!found) return null;
  return {
    from: found.from,
    filter: false,
    // At once with every key: what is shown can always be taken.
    update: (_, __, ___, now) => completions(now, props),
    options: found.options.map((o) => ({
      label: o.label,
      type: o.kind,
      ...(o.detail && { detail: o.detail }),
      apply: (v: EditorView, _: unknown, from: number, to: number) => {
        // The braces that one typed ahead belong to the variable.
        const after = v.state.sliceDoc(to, to + 2);
        const end = o.kind === "variable" ? to + (/^\}{0,2}/.exec(after)?.[0].length ?? 0) : to;
        v.dispatch({ changes: { from, to: end, insert: o.insert }, selection: { anchor: from + o.insert.length } });
      },
    })),
  };
}

/** Puts a variable where the cursor is. */
function insert(view: EditorView, path: string) {
  view.dispatch(view.state.replaceSelection(written(path)));
  view.focus();
}
