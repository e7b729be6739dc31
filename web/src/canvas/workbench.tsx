import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { reachable } from "../api/client";
import { useLiveQueries } from "../api/live";
import { role } from "../app/session";
import { useStore } from "../app/store";
import { useTitle } from "../app/title";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { Asked } from "./asked";
import { type Asking, type Bench, BenchContext } from "./bench";
import { docOf, Editor } from "./editor";
import { Head } from "./head";
import { useNames } from "./names";
import { StepSide } from "./panel";
import { type Version, versionQuery, versionsQuery } from "./queries";
import { DraftExists, remote } from "./remote";
import { Side } from "./side";
import { Standing } from "./standing";
import { Steps } from "./steps";
import { type Line, type Spot, type Step, standing } from "./tree";
import { useCommands } from "./use-commands";
import { usePageKeys } from "./use-keys";
import "./bench.css";

const route = getRouteApi("/inside/workflows/$id");

/** One workflow to work on: its head, its steps, and what is open beside them. */
export function Workbench({ read, wanted }: { read: Version; wanted: number }) {
  const bench = useBenchState(read, wanted);
  const { t } = useTranslation();
  const told = useCallback((count: number) => t("canvas.copied", { count }), [t]);
  usePageKeys(bench, told);
  useTitle(bench.state.version.workflow.title || t("canvas.untitled"));
  return (
    <BenchContext.Provider value={bench}>
      <div className="bench">
        <Head />
        <Standing />
        <div className="bench-body">
          <Steps />
          <Side />
          <StepSide />
        </div>
        <Asked />
      </div>
    </BenchContext.Provider>
  );
}

function useBenchState(read: Version, wanted: number): Bench {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const names = useNames();
  const editor = useEditor(read, wanted);
  const state = useSyncExternalStore(editor.subscribe, editor.get);
  const [cursor, setCursorState] = useState<Bench["cursor"]>({ spot: { kind: "trigger" }, grab: 0 });
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, choose] = useState<readonly string[]>([]);
  const [renaming, setRenaming] = useState<string | null>();
  const [asking, ask] = useState<Asking>();
  const published = usePublished(state.version);
  const setCursor = useCallback(
    (spot: Spot, grab = false) => setCursorState((c) => ({ spot, grab: c.grab + (grab ? 1 : 0) })),
    [],
  );
  const { workflow } = state.version;
  const refusal = (type: string) => {
    const spec = names.specOf(type);
    if (!spec) return t("canvas.refused.unknown");
    if (spec.triggers && !spec.triggers.includes(workflow.type)) return t("canvas.refused.trigger");
    if (workflow.sync && !spec.sync) return t("canvas.refused.sync");
    return !workflow.sync && !spec.async ? t("canvas.refused.async") : undefined;
  };
  const spot = useLiving(cursor.spot, state.doc.line);
  const commands = useCommands({ editor, names, setCursor, choose, ask, refusal });
  return {
    editor,
    state,
    names,
    published,
    cursor: { ...cursor, spot },
    setCursor,
    collapsed,
    fold: (key) =>
      setCollapsed((all) => {
        const next = new Set(all);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    chosen,
    choose,
    renaming,
    setRenaming,
    asking,
    ask,
    refusal,
    open: (step: Step | undefined, field?: string) =>
      void navigate({
        search: ({ field: _, ...s }) => ({ ...s, step: step?.key ?? "trigger", ...(field && { field }) }),
      }),
    commands,
  };
}

/** A spot that is gone, because its step is, falls back to the trigger. */
function useLiving(spot: Spot, line: Line): Spot {
  return useMemo(
    () => (spot.kind === "trigger" || spot.kind === "end" || standing(line, spot.key) ? spot : { kind: "trigger" }),
    [spot, line],
  );
}

/** The editor of a workflow: it goes with the address, and with what the server tells. */
function useEditor(read: Version, wanted: number): Editor {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const me = useQuery(meQuery).data?.user.id;
  const [editor] = useState(
    () =>
      new Editor(read, remote, (e) => {
        if (e instanceof DraftExists) {
          notify({ tone: "attention", text: t("canvas.draftExists") });
          void navigate({ params: { id: String(e.id) } });
        } else notify({ tone: "bad", text: `${explain(t, e)} ${t("canvas.takenBack")}` });
      }),
  );
  const shown = useSyncExternalStore(editor.subscribe, () => editor.get().version);
  const last = useRef(wanted);
  useEffect(() => {
    const arrived = read.workflow.id === wanted && last.current !== wanted;
    if (arrived) last.current = wanted;
    if (arrived && wanted !== editor.get().version.workflow.id) editor.show(read);
    else editor.take(read, read.workflow.updatedById === me);
  }, [editor, read, wanted, me]);
  useEffect(() => {
    queries.setQueryData(versionQuery(shown.workflow.id).queryKey, shown);
    void queries.invalidateQueries({ queryKey: ["flow_nodes", "variables"] });
  }, [queries, shown]);
  // An edit opened a draft: the address follows.
  const id = shown.workflow.id;
  useEffect(() => {
    if (editor.moved) {
      editor.moved = false;
      void navigate({ params: { id: String(id) }, search: (s) => s, replace: true });
      void queries.invalidateQueries({ queryKey: ["workflows"] });
    }
  }, [editor, id, navigate, queries]);
  useLiveQueries(
    ["definitions"],
    ["workflows", role.get(), "version", id],
    ["workflows", role.get(), "versions", shown.workflow.key],
    ["workflows", role.get(), "check", id],
  );
  const here = useStore(reachable);
  useEffect(() => {
    if (here && editor.get().saved === "away") void editor.save();
  }, [here, editor]);
  useEffect(() => {
    const stay = (e: BeforeUnloadEvent) => editor.get().saved !== "saved" && e.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [editor]);
  return editor;
}

/** What is published (or was last, while it is off), when something else is open. */
function usePublished({ workflow }: Version) {
  const versions = useQuery(versionsQuery(workflow.key)).data;
  const current = versions?.find((v) => v.current && v.id !== workflow.id);
  const query = useQuery({ ...versionQuery(current?.id ?? 0), enabled: current !== undefined });
  return useMemo(() => (current && query.data ? docOf(query.data) : undefined), [current, query.data]);
}
