import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { memo, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/calls";
import { reachable } from "../api/client";
import { useLiveQueries } from "../api/live";
import type { Workflow } from "../api/types";
import { role } from "../app/session";
import { useStore } from "../app/store";
import { useTitle } from "../app/title";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { Asked } from "./asked";
import { type Asking, type Bench, BenchContext, type Hand, HandContext } from "./bench";
import { difference } from "./difference";
import { docOf, Editor } from "./editor";
import { Head } from "./head";
import { type Names, useNames } from "./names";
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
  const { bench, hand } = useBenchState(read, wanted);
  const { t } = useTranslation();
  const told = useCallback((count: number) => t("canvas.copied", { count }), [t]);
  usePageKeys(bench, hand, told);
  useTitle(bench.state.version.workflow.title || t("canvas.untitled"));
  return (
    <BenchContext.Provider value={bench}>
      <HandContext.Provider value={hand}>
        <Parts />
      </HandContext.Provider>
    </BenchContext.Provider>
  );
}

/** The parts of the page: each is drawn anew only for what it uses. */
const Parts = memo(function Parts() {
  return (
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
  );
});

const unchanged: Bench["changes"] = [];

function useBenchState(read: Version, wanted: number): { bench: Bench; hand: Hand } {
  const navigate = route.useNavigate();
  const names = useNames();
  const editor = useEditor(read, wanted);
  const state = useSyncExternalStore(editor.subscribe, editor.get);
  const [cursor, setCursorState] = useState<Hand["cursor"]>({ spot: { kind: "trigger" }, grab: 0 });
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, choose] = useState<readonly string[]>([]);
  const [renaming, setRenaming] = useState<string | null>();
  const [asking, ask] = useState<Asking>();
  const published = usePublished(state.version);
  const changes = useMemo(() => (published ? difference(published, state.doc) : unchanged), [published, state.doc]);
  const setCursor = useCallback(
    (spot: Spot, grab = false) => setCursorState((c) => ({ spot, grab: c.grab + (grab ? 1 : 0) })),
    [],
  );
  const fold = useCallback(
    (key: string) =>
      setCollapsed((all) => {
        const next = new Set(all);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [],
  );
  const open = useCallback(
    (step: Step | undefined, field?: string) =>
      void navigate({
        search: ({ field: _, ...s }) => ({ ...s, step: step?.key ?? "trigger", ...(field && { field }) }),
      }),
    [navigate],
  );
  const refusal = useRefusal(names, state.version.workflow);
  const commands = useCommands({ editor, names, setCursor, choose, ask, refusal });
  const bench = useMemo(
    () => ({
      editor,
      state,
      names,
      published,
      changes,
      setCursor,
      fold,
      choose,
      setRenaming,
      asking,
      ask,
      refusal,
      open,
      commands,
    }),
    [editor, state, names, published, changes, setCursor, fold, asking, refusal, open, commands],
  );
  const spot = useLiving(cursor.spot, state.doc.line);
  const hand = useMemo(
    () => ({ cursor: { spot, grab: cursor.grab }, collapsed, chosen, renaming }),
    [spot, cursor.grab, collapsed, chosen, renaming],
  );
  return { bench, hand };
}

/** Why a type of steps cannot stand in a workflow; undefined when it can. */
function useRefusal(names: Names, { type: trigger, sync }: Workflow): Bench["refusal"] {
  const { t } = useTranslation();
  return useCallback(
    (type) => {
      const spec = names.specOf(type);
      if (!spec) return t("canvas.refused.unknown");
      if (spec.triggers && !spec.triggers.includes(trigger)) return t("canvas.refused.trigger");
      if (sync && !spec.sync) return t("canvas.refused.sync");
      return !sync && !spec.async ? t("canvas.refused.async") : undefined;
    },
    [names, trigger, sync, t],
  );
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
