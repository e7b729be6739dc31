import type { Node, ReactFlowInstance, Viewport } from "@xyflow/react";
import { useEffect, useRef, useState } from "react";
import { size, space } from "../ui/tokens";
import type { Editing } from "./graph-context";
import type { Box, Layout, Measures } from "./layout";
import { nearest } from "./nearest";

/** How large things are drawn. */
export const measures: Measures = {
  card: { w: size.step, h: size.stepBlock },
  end: { w: size.branch, h: size.mark },
  label: { w: size.branch, h: size.mark },
  slot: { w: size.slot, h: size.slot },
  gap: space[7],
  column: space[6],
};

/** One thing that is drawn. */
export type GraphNode = Node<{ box: Box }>;

const layers = { frame: 0, slot: 1, trigger: 2, end: 2, step: 2, branch: 2 };

/** What is drawn, as the library takes it. */
export function nodesOf(plan: Layout, editable: boolean): GraphNode[] {
  return plan.boxes
    .filter((b) => editable || b.kind !== "slot")
    .map((box) => ({
      id: box.id,
      type: box.kind,
      position: { x: box.x, y: box.y },
      width: box.w,
      height: box.h,
      data: { box },
      handles: [],
      draggable: editable && box.kind === "step",
      zIndex: layers[box.kind],
    }));
}

/** What has the focus stays there when it scrolls out of sight, as if it were being dragged. */
export function placed(
  base: GraphNode[],
  focus: string,
  at: { id: string; x: number; y: number } | undefined,
): GraphNode[] {
  return base.map((n) => {
    if (n.id === at?.id) return { ...n, position: { x: at.x, y: at.y }, dragging: true, zIndex: 5 };
    return n.id === focus ? { ...n, dragging: true } : n;
  });
}

/** Follows a step that is being dragged, and puts it down in the slot next to it. */
export function useDrag(plan: Layout, editing: Editing | undefined) {
  const [at, setAt] = useState<{ id: string; x: number; y: number }>();
  const over = (node: GraphNode, x: number, y: number) => {
    const { box } = node.data;
    if (box.kind !== "step" || !editing) return undefined;
    const slots = plan.boxes.filter((b) => b.kind === "slot");
    return nearest(slots, x + box.w / 2, y + box.h / 2, size.step, (b) => !editing.refuses(box.step.key, b.place));
  };
  const dragged = at && plan.boxes.find((b) => b.id === at.id);
  const target = at && dragged ? over({ id: at.id, position: at, data: { box: dragged } }, at.x, at.y)?.id : undefined;
  return {
    at,
    target,
    key: dragged?.kind === "step" ? dragged.step.key : undefined,
    onDrag: (_: unknown, node: GraphNode) => setAt({ id: node.id, x: node.position.x, y: node.position.y }),
    onStop: (_: unknown, node: GraphNode) => {
      const slot = at && over(node, at.x, at.y);
      setAt(undefined);
      if (slot?.kind === "slot" && node.data.box.kind === "step") editing?.move(node.data.box.step.key, slot.place);
    },
  };
}

/** Brings what gets the focus by key into sight, and keeps it there when something else takes room. */
export function useShown(flow: ReactFlowInstance<GraphNode> | undefined, plan: Layout, focus: string, grab: number) {
  const last = useRef(grab);
  const box = plan.boxes.find((b) => b.id === focus);
  const show = useRef(() => {});
  show.current = () => {
    const surface = document.querySelector(".graph");
    if (flow && box && surface && !isInside(box, flow.getViewport(), surface)) {
      void flow.setCenter(box.x + box.w / 2, box.y + box.h / 2, { zoom: flow.getViewport().zoom });
    }
  };
  useEffect(() => {
    if (!flow || !box || grab === last.current) return;
    last.current = grab;
    show.current();
  }, [flow, box, grab]);
  useEffect(() => {
    const surface = document.querySelector(".graph");
    if (!flow || !surface) return;
    let width = surface.clientWidth;
    const observer = new ResizeObserver(() => {
      if (surface.clientWidth < width) show.current();
      width = surface.clientWidth;
    });
    observer.observe(surface);
    return () => observer.disconnect();
  }, [flow]);
}

function isInside(box: Box, { x, y, zoom }: Viewport, surface: Element): boolean {
  const [left, top] = [-x / zoom, -y / zoom];
  const [right, bottom] = [left + surface.clientWidth / zoom, top + surface.clientHeight / zoom];
  return box.x >= left && box.y >= top && box.x + box.w <= right && box.y + box.h <= bottom;
}
