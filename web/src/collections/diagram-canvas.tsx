import MinusOutlined from "@ant-design/icons/es/icons/MinusOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Link } from "@tanstack/react-router";
import {
  type Edge as FlowEdge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection } from "../api/types";
import { size, space } from "../ui/tokens";
import { type Edge, layout, shownInDiagram } from "./diagram-layout";
import { isRelation, kindOfField } from "./kinds";

const measures = { box: size.entity, head: size.control, line: space[5], gap: space[7] };

type BoxNode = Node<{ collection: Collection }>;

interface DiagramProps {
  collections: readonly Collection[];
  edges: readonly Edge[];
}

/** The picture: boxes that lead to their collections, and lines between them. */
export function DiagramCanvas(props: DiagramProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

const nodeTypes = { box: Box };

function Canvas({ collections, edges }: DiagramProps) {
  const { t } = useTranslation();
  const nodes = useMemo(() => {
    const places = layout(collections, edges, measures);
    return collections.flatMap((collection): BoxNode[] => {
      const place = places.get(collection.name);
      if (!place) return [];
      const { x, y, height } = place;
      return [
        { id: collection.name, type: "box", position: { x, y }, data: { collection }, width: measures.box, height },
      ];
    });
  }, [collections, edges]);
  const lines = useMemo(
    () =>
      edges.map(
        (e): FlowEdge => ({
          id: e.id,
          source: e.from,
          target: e.to,
          type: "smoothstep",
          label: joins[e.join],
          className: "diagram-line",
        }),
      ),
    [edges],
  );
  return (
    <section className="panel diagram" aria-label={t("collections.diagram.title")}>
      <ReactFlow<BoxNode>
        nodes={nodes}
        edges={lines}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ maxZoom: 1 }}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        panOnScroll
        attributionPosition="bottom-left"
      >
        <Zoom />
      </ReactFlow>
    </section>
  );
}

const joins = { oneToMany: "1 : n", oneToOne: "1 : 1", manyToMany: "n : n" } as const;

function Zoom() {
  const { t } = useTranslation();
  const flow = useReactFlow();
  return (
    <div className="diagram-zoom">
      <Button icon={<PlusOutlined />} aria-label={t("collections.diagram.zoomIn")} onClick={() => flow.zoomIn()} />
      <Button icon={<MinusOutlined />} aria-label={t("collections.diagram.zoomOut")} onClick={() => flow.zoomOut()} />
      <Button onClick={() => flow.fitView({ maxZoom: 1 })}>{t("collections.diagram.fit")}</Button>
    </div>
  );
}

/** A collection with its fields. */
function Box({ data: { collection }, positionAbsoluteX, positionAbsoluteY, width, height }: NodeProps<BoxNode>) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const title = collectionTitle(collection);
  return (
    <article className="diagram-box" aria-label={title}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <Link
        to="/collections/$name"
        params={{ name: collection.name }}
        className="diagram-title nopan"
        onFocus={(e) => {
          // Whoever comes by keyboard sees where he is.
          if (!e.target.matches(":focus-visible")) return;
          const [x, y] = [positionAbsoluteX + (width ?? 0) / 2, positionAbsoluteY + (height ?? 0) / 2];
          void flow.setCenter(x, y, { zoom: Math.max(flow.getZoom(), 0.7) });
        }}
      >
        {title}
      </Link>
      <ul className="diagram-fields">
        {shownInDiagram(collection).map((f) => (
          <li key={f.key} className={isRelation(f) ? "diagram-field diagram-relation" : "diagram-field"}>
            <span className="diagram-name">{fieldTitle(f)}</span>
            <span className="soft diagram-kind">{t(`collections.kinds.${kindOfField(f)}.title`)}</span>
          </li>
        ))}
      </ul>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </article>
  );
}
