import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { WorkflowProblem } from "../api/types";
import { usePhone } from "../ui/media";
import { useBench, useHand } from "./bench";
import type { Change } from "./difference";
import { canMove } from "./edits";
import { Graph } from "./graph";
import type { Decoration } from "./graph-context";
import { Mark } from "./mark";
import { Outline } from "./outline";
import { checkQuery } from "./queries";
import { StepMenu } from "./step-menu";
import type { Step } from "./tree";
import { spotKeys } from "./use-keys";

const route = getRouteApi("/inside/workflows/$id");

/** The view that is asked for, else what fits the window. */
export function useView(): "canvas" | "outline" {
  const onPhone = usePhone();
  return route.useSearch().view ?? (onPhone ? "outline" : "canvas");
}

/** The steps, as a drawing or as an outline. */
export function Steps() {
  const { t } = useTranslation();
  const bench = useBench();
  const { state, setCursor, fold, commands, setRenaming, open } = bench;
  const hand = useHand();
  const { cursor, collapsed, chosen, renaming } = hand;
  const view = useView();
  const { step: opened } = route.useSearch();
  const decorate = useDecorations();
  const together = useMemo(() => new Set(chosen), [chosen]);
  const rename = (key: string | null, title: string | undefined) => {
    setRenaming(undefined);
    setCursor(key === null ? { kind: "trigger" } : { kind: "step", key }, true);
    if (title !== undefined) commands.rename(key, title);
  };
  const label = t("canvas.stepsOf", { title: state.version.workflow.title ?? "" });
  if (view === "outline") return <Outline label={label} decorate={decorate} rename={rename} />;
  return (
    <div className="bench-steps">
      <Graph
        line={state.doc.line}
        trigger={{ type: state.version.workflow.type, title: state.doc.title }}
        label={label}
        decorate={decorate}
        cursor={cursor}
        onCursor={setCursor}
        collapsed={collapsed}
        onFold={fold}
        open={opened === undefined ? undefined : opened === "trigger" ? null : opened}
        onOpen={(step) => open(step)}
        chosen={together}
        onKeyDown={spotKeys(bench, hand)}
        editing={{
          add: commands.add,
          move: commands.move,
          refuses: (key, place) => !canMove(state.doc.line, key, place),
          renaming,
          rename,
          menu: (step) => <StepMenu step={step} />,
        }}
      />
    </div>
  );
}

/** What is wrong with each step, and how it differs from what is published. */
function useDecorations(): (step: Step | undefined) => Decoration | undefined {
  const { t } = useTranslation();
  const { state, changes } = useBench();
  const { workflow } = state.version;
  const problems = useQuery(checkQuery(workflow.id, workflow.updatedAt)).data;
  const byKey = useMemo(() => {
    const all = new Map<string | undefined, { own: WorkflowProblem[]; kinds: Change["kind"][] }>();
    const at = (key: string | undefined) => {
      const found = all.get(key) ?? { own: [], kinds: [] };
      all.set(key, found);
      return found;
    };
    for (const p of problems ?? []) at(p.nodeKey).own.push(p);
    for (const c of changes) at(c.step?.key).kinds.push(c.kind);
    return new Map([...all].map(([key, { own, kinds }]) => [key, decoration(t, own, kinds)]));
  }, [problems, changes, t]);
  return useCallback((step) => byKey.get(step?.key), [byKey]);
}

function decoration(t: TFunction, problems: readonly WorkflowProblem[], kinds: readonly Change["kind"][]): Decoration {
  const tone = problems.some((p) => p.severity === "error") ? "bad" : "attention";
  const kind = kinds.find((k) => k === "added") ?? kinds.find((k) => k === "moved") ?? kinds[0];
  return {
    ...(problems.length > 0 && { tone }),
    mark: (
      <>
        {problems.length > 0 && <Mark tone={tone}>{t("canvas.problems.count", { count: problems.length })}</Mark>}
        {kind && <Mark tone={kind === "removed" ? "bad" : "running"}>{t(`canvas.changes.${kind}`)}</Mark>}
      </>
    ),
  };
}
