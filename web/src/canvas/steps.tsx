import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../ui/media";
import { useBench } from "./bench";
import { type Change, difference } from "./difference";
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
  const { state, cursor, setCursor, collapsed, fold, chosen, commands, renaming, setRenaming, open } = bench;
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
        onKeyDown={spotKeys(bench)}
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
  const { state, published } = useBench();
  const { workflow } = state.version;
  const problems = useQuery(checkQuery(workflow.id, workflow.updatedAt)).data;
  const changes = useMemo(() => (published ? difference(published, state.doc) : []), [published, state.doc]);
  return (step) => {
    const own = problems?.filter((p) => (step ? p.nodeKey === step.key : p.nodeId === undefined)) ?? [];
    const worst = own.find((p) => p.severity === "error") ?? own[0];
    const kinds = changes.filter((c) => c.step?.key === step?.key).map((c) => c.kind);
    if (!worst && kinds.length === 0) return undefined;
    return {
      ...(worst && { tone: worst.severity === "error" ? ("bad" as const) : ("attention" as const) }),
      mark: (
        <>
          {worst && (
            <Mark tone={worst.severity === "error" ? "bad" : "attention"}>
              {t("canvas.problems.count", { count: own.length })}
            </Mark>
          )}
          {kindOf(kinds) && <Mark tone="running">{t(`canvas.changes.${kindOf(kinds) ?? "changed"}`)}</Mark>}
        </>
      ),
    };
  };
}

function kindOf(kinds: readonly Change["kind"][]): Change["kind"] | undefined {
  return kinds.find((k) => k === "added") ?? kinds.find((k) => k === "moved") ?? kinds[0];
}
