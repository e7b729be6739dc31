import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Breadcrumb } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BlockType, blockTypes } from "../api/types";
import { PageView } from "../applications/page-view";
import { Empty } from "../ui/states";
import { AddBlock } from "./add-block";
import { useDesigner } from "./context";
import { BlockFrame } from "./frame";
import { blocksIn, find, moveBlock, root } from "./model/content";
import { type Place, placeOf } from "./model/layout";
import { blockName, buttonName } from "./names";
import { Palette } from "./palette";
import { StartReady } from "./start-ready";
import "./canvas.css";

/** What is being added: a type, and where. */
interface Adding {
  type?: BlockType | undefined;
  at?: Place | undefined;
}

/** The page as it is edited: its blocks with handles, and what can be added. */
export function Canvas() {
  const { t } = useTranslation();
  const d = useDesigner();
  const { content, collections, application, editor, search, change, select } = d;
  const within = search.in ?? root;
  const blocks = blocksIn(content, within) ?? [];
  const [held, setHeld] = useState<string>();
  const [adding, setAdding] = useState<Adding>();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const frame = useMemo(
    () => ({
      block: (b: (typeof blocks)[number], element: React.ReactElement) => <BlockFrame block={b}>{element}</BlockFrame>,
    }),
    [],
  );
  const shown = useMemo(() => ({ blocks }), [blocks]);
  const nameOf = (id: string) => {
    const fresh = typeOf(id);
    const block = find(content, id)?.block;
    return fresh ? t(`designer.types.${fresh}`) : block ? blockName(t, block, collections) : "";
  };
  const end = ({ active, over }: DragEndEvent) => {
    setHeld(undefined);
    const at = over && placeAt(String(over.id), blocks);
    if (!at) return;
    const fresh = typeOf(String(active.id));
    if (fresh) setAdding({ type: fresh, at });
    else {
      change((c) => moveBlock(c, String(active.id), at));
      select(String(active.id));
    }
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={({ active }) => setHeld(String(active.id))}
      onDragCancel={() => setHeld(undefined)}
      onDragEnd={end}
      accessibility={{ screenReaderInstructions: { draggable: t("designer.sort.pointer") } }}
    >
      <section className={held ? "canvas canvas-dragging" : "canvas"} aria-label={t("designer.canvas")}>
        <div className="canvas-tools">
          <Where />
          <Palette add={(type) => setAdding({ type })} />
        </div>
        {blocks.length > 0 ? (
          <PageView
            content={shown}
            collections={collections}
            application={application}
            page={editor.page.uid}
            frame={frame}
            inert
          />
        ) : (
          <EmptyPlace>
            <Empty title={t("designer.empty.title")}>
              <p>{within === root ? t("designer.empty.page") : t("designer.empty.popup")}</p>
              {within === root && <StartReady />}
            </Empty>
          </EmptyPlace>
        )}
      </section>
      <DragOverlay dropAnimation={null}>{held && <div className="canvas-held">{nameOf(held)}</div>}</DragOverlay>
      {adding && <AddBlock within={within} {...adding} close={() => setAdding(undefined)} />}
    </DndContext>
  );
}

/** The way from the page to the pop-up that is shown. */
function Where() {
  const { t } = useTranslation();
  const { content, search, open, editor } = useDesigner();
  const within = search.in ?? root;
  if (within === root) return null;
  const found = find(content, within);
  const way = [...(found?.path ?? []), ...(found?.button ? [{ block: found.block, button: found.button }] : [])];
  const items = way.map(({ button }, i) => ({
    key: button.uid,
    title:
      i === way.length - 1 ? (
        <strong>{t("designer.popupOf", { button: buttonName(t, button) })}</strong>
      ) : (
        <button type="button" className="canvas-way" onClick={() => open({ in: button.uid })}>
          {buttonName(t, button)}
        </button>
      ),
  }));
  const top = (
    <button type="button" className="canvas-way" onClick={() => open({})}>
      {editor.draft.title}
    </button>
  );
  return <Breadcrumb items={[{ key: root, title: top }, ...items]} />;
}

function EmptyPlace({ children }: { children: React.ReactNode }) {
  const { setNodeRef, isOver } = useDroppable({ id: "empty" });
  return (
    <div ref={setNodeRef} className={isOver ? "canvas-empty canvas-empty-over" : "canvas-empty"}>
      {children}
    </div>
  );
}

function typeOf(id: string): BlockType | undefined {
  return blockTypes.find((type) => id === `new:${type}`);
}

/** The place that an edge of a block stands for: above and below it a new row, beside it in its own. */
function placeAt(zone: string, blocks: NonNullable<ReturnType<typeof blocksIn>>): Place | undefined {
  if (zone === "empty") return { row: 0, column: 0, fresh: true };
  const [edge, ...uid] = zone.split(":");
  const at = placeOf(blocks, uid.join(":"));
  if (!at) return undefined;
  switch (edge) {
    case "above":
      return { row: at.row, column: 0, fresh: true };
    case "below":
      return { row: at.row + 1, column: 0, fresh: true };
    case "start":
      return { ...at };
    case "end":
      return { ...at, column: at.column + 1 };
  }
  return undefined;
}
