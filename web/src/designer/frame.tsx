import CopyOutlined from "@ant-design/icons/es/icons/CopyOutlined";
import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import HolderOutlined from "@ant-design/icons/es/icons/HolderOutlined";
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Button } from "antd";
import { type KeyboardEvent, type MouseEvent, type ReactElement, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Block } from "../api/types";
import { Tag } from "../ui/tag";
import { useBlockActs } from "./acts";
import { useDesigner } from "./context";
import type { Direction } from "./model/layout";
import { blockName } from "./names";
import { blockIcons } from "./palette";

const edges = ["above", "below", "start", "end"] as const;

/** A block in the designer: it is selected by its surface, moved by its handle. */
export function BlockFrame({ block, children }: { block: Block; children: ReactElement }) {
  const { t } = useTranslation();
  const { collections, search, select, problems } = useDesigner();
  const acts = useBlockActs();
  const { setNodeRef, setActivatorNodeRef, listeners, isDragging } = useDraggable({ id: block.uid });
  const shown = useRef<HTMLDivElement>(null);
  const name = blockName(t, block, collections);
  const Icon = blockIcons[block.type];
  const wrong = problems.filter((p) => p.block === block.uid).length;
  const selected = search.at === block.uid || block.buttons?.some((b) => b.uid === search.at);
  const keys = (e: KeyboardEvent) => {
    const to = directionOf(e);
    if (to) {
      e.preventDefault();
      acts.step(block, to);
    } else if (e.key === "Delete") {
      e.preventDefault();
      acts.remove(block);
    }
  };
  const pick = (e: MouseEvent) => {
    const button = e.detail > 0 ? buttonAt(shown.current, e.clientX, e.clientY) : undefined;
    select(button && block.buttons?.some((b) => b.uid === button) ? button : block.uid);
  };
  return (
    <article
      ref={setNodeRef}
      className={`frame${selected ? " frame-selected" : ""}${isDragging ? " frame-held" : ""}`}
      aria-label={name}
    >
      <div className="frame-bar">
        <Button
          {...listeners}
          ref={setActivatorNodeRef}
          data-handle={block.uid}
          className="frame-handle"
          type="text"
          size="small"
          icon={<HolderOutlined />}
          aria-label={t("designer.frame.move", { name })}
          aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight Delete"
          title={t("designer.frame.moveHow")}
          onKeyDown={keys}
        />
        <Icon aria-hidden />
        {/* The same as the cover below, for the hand: with the keyboard one has that. */}
        <button type="button" className="frame-name" tabIndex={-1} onClick={() => select(block.uid)}>
          {name}
        </button>
        {wrong > 0 && <Tag tone="attention">{t("designer.problems.count", { count: wrong })}</Tag>}
        <Button
          type="text"
          size="small"
          icon={<CopyOutlined />}
          aria-label={t("designer.frame.duplicate", { name })}
          title={t("designer.duplicate")}
          onClick={() => acts.duplicate(block)}
        />
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t("designer.frame.remove", { name })}
          title={t("designer.remove")}
          onClick={() => acts.remove(block)}
        />
      </div>
      <div className="frame-body">
        <div ref={shown} className="frame-content" inert>
          {children}
        </div>
        <button
          type="button"
          className="frame-cover"
          data-block={block.uid}
          aria-label={t("designer.frame.settings", { name })}
          aria-pressed={search.at === block.uid}
          onClick={pick}
        />
      </div>
      {edges.map((edge) => (
        <Zone key={edge} edge={edge} uid={block.uid} />
      ))}
    </article>
  );
}

function Zone({ edge, uid }: { edge: (typeof edges)[number]; uid: string }) {
  const { setNodeRef, isOver } = useDroppable({ id: `${edge}:${uid}` });
  return <div ref={setNodeRef} className={`frame-zone frame-zone-${edge}${isOver ? " frame-zone-over" : ""}`} />;
}

/** Which way an arrow key leads; start and end follow the direction of writing. */
function directionOf(e: KeyboardEvent): Direction | undefined {
  const mirrored = document.documentElement.dir === "rtl";
  switch (e.key) {
    case "ArrowUp":
      return "up";
    case "ArrowDown":
      return "down";
    case "ArrowLeft":
      return mirrored ? "end" : "start";
    case "ArrowRight":
      return mirrored ? "start" : "end";
  }
  return undefined;
}

/** The button that is drawn at a point. */
function buttonAt(around: HTMLElement | null, x: number, y: number): string | undefined {
  for (const drawn of around?.querySelectorAll<HTMLElement>("[data-button]") ?? []) {
    const box = drawn.getBoundingClientRect();
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) return drawn.dataset.button;
  }
  return undefined;
}
