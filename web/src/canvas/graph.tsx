import "@xyflow/react/dist/base.css";
import { useQuery } from "@tanstack/react-query";
import {
  MiniMap,
  type MiniMapNodeProps,
  type NodeProps,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  ViewportPortal,
} from "@xyflow/react";
import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Branch, FlowNode, Workflow } from "../api/types";
import { language } from "../app/i18n";
import { role } from "../app/session";
import { useStore } from "../app/store";
import { type Decoration, type Drawing, DrawingContext, type Editing } from "./graph-context";
import { BranchLabel, End, Frame, Slot, StepCard, TriggerCard } from "./graph-parts";
import { ViewTools } from "./graph-tools";
import { type Layout, layout } from "./layout";
import { useNames } from "./names";
import { type GraphNode, measures, nodesOf, placed, useDrag, useShown } from "./surface";
import { type Line, type Spot, type Step, spotId, treeOf } from "./tree";
import { walk } from "./walk";
import "./graph.css";

export type { Decoration } from "./graph-context";
export type { Step } from "./tree";

const kinds = {
  trigger: () => <TriggerCard />,
  end: () => <End />,
  step: ({ data }: NodeProps<GraphNode>) => (data.box.kind === "step" ? <StepCard box={data.box} /> : null),
  branch: ({ data }: NodeProps<GraphNode>) => (data.box.kind === "branch" ? <BranchLabel box={data.box} /> : null),
  slot: ({ data }: NodeProps<GraphNode>) => (data.box.kind === "slot" ? <Slot box={data.box} /> : null),
  frame: () => <Frame />,
};

export interface GraphProps {
  line: Line;
  trigger: { type: string; title: string };
  /** What it is called for those who do not see it. */
  label: string;
  decorate?: (step: Step | undefined) => Decoration | undefined;
  /** The focus, where somebody outside keeps it. */
  cursor?: { spot: Spot; grab: number };
  onCursor?: (spot: Spot, grabbed: boolean) => void;
  collapsed?: ReadonlySet<string>;
  onFold?: (key: string) => void;
  /** The step that is open (null: the trigger). */
  open?: string | null | undefined;
  onOpen?: (step: Step | undefined) => void;
  chosen?: ReadonlySet<string>;
  editing?: Editing;
  /** Keys that the arrows do not take. */
  onKeyDown?: (e: KeyboardEvent) => void;
  /** Shown over the drawing. */
  children?: ReactNode;
}

const none: ReadonlySet<string> = new Set();
// The same at every drawing, so that the library finds nothing changed.
const noEdges: [] = [];
const fit = { maxZoom: 1, minZoom: 0.5, includeHiddenNodes: true };

/** The drawing of a workflow: to look at, or with `editing` to be changed. */
export function Graph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Surface {...props} />
    </ReactFlowProvider>
  );
}

function Surface(props: GraphProps) {
  const {
    line,
    trigger,
    label,
    decorate,
    collapsed,
    open,
    onOpen,
    chosen = none,
    editing,
    onKeyDown,
    children,
  } = props;
  const { t } = useTranslation();
  const names = useNames();
  const rtl = useStore(language)?.direction === "rtl";
  const [ownFolded, setOwnFolded] = useState<ReadonlySet<string>>(none);
  const folded = collapsed ?? ownFolded;
  const [ownCursor, setOwnCursor] = useState<{ spot: Spot; grab: number }>({ spot: { kind: "trigger" }, grab: 0 });
  const cursor = props.cursor ?? ownCursor;
  const { onCursor } = props;
  const setCursor = useCallback(
    (spot: Spot, grabbed: boolean) => {
      if (onCursor) onCursor(spot, grabbed);
      else setOwnCursor((c) => ({ spot, grab: c.grab + (grabbed ? 1 : 0) }));
    },
    [onCursor],
  );
  const fold = props.onFold ?? ((key: string) => setOwnFolded((s) => toggled(s, key)));
  const plan = useMemo(() => mirrored(layout(line, folded, measures), rtl), [line, folded, rtl]);
  const [flow, setFlow] = useState<ReactFlowInstance<GraphNode>>();
  const drag = useDrag(plan, editing);
  const focus = spotId(cursor.spot);
  useShown(flow, plan, focus, cursor.grab);
  const base = useMemo(() => nodesOf(plan, !!editing), [plan, editing]);
  const nodes = useMemo(() => placed(base, focus, drag.at), [base, focus, drag.at]);
  const drawing: Drawing = {
    names,
    trigger,
    decorate: decorate ?? (() => undefined),
    focus,
    grab: cursor.grab,
    onFocus: (spot) => setCursor(spot, false),
    open: open === undefined ? undefined : open === null ? "trigger" : spotId({ kind: "step", key: open }),
    onOpen,
    chosen,
    fold,
    editing,
    target: drag.target,
    dragged: drag.key,
  };
  const keys = (e: KeyboardEvent) => {
    const next = walk(e.key, rtl, cursor.spot, line, folded);
    if (next && !e.ctrlKey && !e.metaKey && !e.altKey && !e.shiftKey && isSpot(e.target)) {
      e.preventDefault();
      setCursor(next, true);
    } else onKeyDown?.(e);
  };
  return (
    <DrawingContext.Provider value={drawing}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to what has the focus inside */}
      <div className="graph" onKeyDown={keys}>
        <ReactFlow<GraphNode>
          nodes={nodes}
          edges={noEdges}
          nodeTypes={kinds}
          onInit={setFlow}
          onNodeDrag={drag.onDrag}
          onNodeDragStop={drag.onStop}
          nodesDraggable={!!editing}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode="Control"
          onlyRenderVisibleElements
          panOnScroll
          zoomOnDoubleClick={false}
          nodeDragThreshold={5}
          minZoom={0.1}
          maxZoom={1.5}
          fitView
          fitViewOptions={fit}
          attributionPosition="bottom-center"
          ariaLabelConfig={{ "minimap.ariaLabel": t("canvas.minimap") }}
          aria-label={label}
        >
          <ViewportPortal>
            <Wires plan={plan} />
          </ViewportPortal>
          <MiniMap className="graph-minimap" pannable zoomable nodeComponent={MiniNode} position="bottom-right" />
          <ViewTools />
          {children}
        </ReactFlow>
      </div>
    </DrawingContext.Provider>
  );
}

/** Whether a key was pressed on what the arrows walk through, and not in a field or a menu. */
function isSpot(target: EventTarget): boolean {
  return target instanceof HTMLElement && /^(trigger|end|step:|branch:)/.test(target.id);
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

function mirrored(plan: Layout, rtl: boolean): Layout {
  if (!rtl) return plan;
  return {
    ...plan,
    boxes: plan.boxes.map((b) => ({ ...b, x: plan.w - b.x - b.w })),
    wires: plan.wires.map((w) => w.map(([x, y]) => [plan.w - x, y] as const)),
  };
}

/** All connections in one go. */
const Wires = memo(function Wires({ plan }: { plan: Layout }) {
  const d = plan.wires.map((w) => w.map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join("")).join("");
  return (
    <svg className="graph-wires" width={plan.w} height={plan.h} aria-hidden="true">
      <path d={d} />
    </svg>
  );
});

function MiniNode({ id, x, y, width, height }: MiniMapNodeProps) {
  if (id.startsWith("slot:")) return null;
  const kind = id.replace(/:.*$/, "");
  return <rect className={`graph-mini graph-mini-${kind}`} x={x} y={y} width={width} height={height} rx={radius} />;
}

const radius = 6;

/** The branches that the steps of a version offer. */
function useBranches(workflowId: number) {
  return useQuery({
    queryKey: ["workflows", role.get(), "branches", workflowId],
    queryFn: async ({ signal }) =>
      (await call<Record<string, Branch[]>>("flow_nodes:branches", { signal, query: { filterByTk: workflowId } })).data,
  });
}

export interface WorkflowGraphProps {
  workflow: Pick<Workflow, "id" | "type" | "triggerTitle">;
  nodes: readonly FlowNode[];
  label: string;
  /** What is said about a step (undefined: the trigger). */
  decorate?: (step: Step | undefined) => Decoration | undefined;
  /** The key of the step that is open (null: the trigger). */
  open?: string | null | undefined;
  onOpen?: (step: Step | undefined) => void;
}

/** Draws a version read-only, with something said about each step. The page around loads the texts of `canvas` and `steps` too. */
export function WorkflowGraph({ workflow, nodes, label, decorate, open, onOpen }: WorkflowGraphProps) {
  const branches = useBranches(workflow.id).data;
  const line = useMemo(() => treeOf(nodes, branches ?? {}), [nodes, branches]);
  return (
    <Graph
      line={line}
      trigger={{ type: workflow.type, title: workflow.triggerTitle ?? "" }}
      label={label}
      open={open}
      {...(decorate && { decorate })}
      {...(onOpen && { onOpen })}
    />
  );
}
