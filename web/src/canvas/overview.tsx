import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { memo, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Layout } from "./layout";

/**
 * The whole drawing, small, with the part of it that is seen: pressing or dragging leads there. The library's own has
 * every box of it listen to every move, which 300 steps make felt.
 */
export function Overview({ plan }: { plan: Layout }) {
  const { t } = useTranslation();
  const { setCenter, getZoom } = useReactFlow();
  const [x, y, w, h] = useStore(seen, equal);
  const [left, top] = [Math.min(0, x), Math.min(0, y)];
  const [right, bottom] = [Math.max(plan.w, x + w), Math.max(plan.h, y + h)];
  const go = (e: PointerEvent<SVGSVGElement>) => {
    const inside = e.currentTarget.getScreenCTM()?.inverse();
    if (!inside || e.buttons !== 1) return;
    const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(inside);
    void setCenter(at.x, at.y, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-right" className="graph-overview">
      <svg
        viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
        role="img"
        aria-label={t("canvas.minimap")}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId);
          go(e);
        }}
        onPointerMove={go}
      >
        <Boxes plan={plan} />
        <path
          className="graph-unseen"
          fillRule="evenodd"
          d={`${rectangle(left, top, right - left, bottom - top)}${rectangle(x, y, w, h)}`}
        />
      </svg>
    </Panel>
  );
}

interface View {
  transform: [x: number, y: number, zoom: number];
  width: number;
  height: number;
}

type Rectangle = [x: number, y: number, w: number, h: number];

/** The part of the drawing that is seen. */
function seen({ transform: [x, y, zoom], width, height }: View): Rectangle {
  return [-x / zoom, -y / zoom, width / zoom, height / zoom];
}

function equal(a: Rectangle, b: Rectangle): boolean {
  return a.every((v, i) => v === b[i]);
}

const kinds = ["frame", "branch", "step", "trigger"] as const;

/** What is drawn, one shape for each kind. */
const Boxes = memo(function Boxes({ plan }: { plan: Layout }) {
  return kinds.map((kind) => (
    <path
      key={kind}
      className={`graph-mini graph-mini-${kind}`}
      d={plan.boxes.flatMap((b) => (b.kind === kind ? rectangle(b.x, b.y, b.w, b.h) : [])).join("")}
    />
  ));
});

function rectangle(x: number, y: number, w: number, h: number): string {
  return `M${x} ${y}h${w}v${h}h${-w}z`;
}
