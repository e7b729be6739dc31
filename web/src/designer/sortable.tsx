import HolderOutlined from "@ant-design/icons/es/icons/HolderOutlined";
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button } from "antd";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import "./sortable.css";

export interface SortableItem {
  id: string;
  /** What it is called, for those who move it without seeing it. */
  label: string;
}

interface SortableListProps<T extends SortableItem> {
  items: readonly T[];
  /** What the list is, for those who do not see it. */
  label: string;
  onMove: (from: number, to: number) => void;
  children: (item: T, index: number) => ReactNode;
  className?: string;
}

/** A list that is put in order by drag, with the keyboard (Space, arrows, Space) or at once (Alt and an arrow). */
export function SortableList<T extends SortableItem>(props: SortableListProps<T>) {
  const { items, label, onMove, children, className = "" } = props;
  const { t } = useTranslation();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const place = (id: unknown) => items.findIndex((i) => i.id === id);
  const nameOf = (id: unknown) => items[place(id)]?.label ?? "";
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("designer.sort.taken", { name: nameOf(active.id) }),
    onDragOver: ({ active, over }) =>
      over ? t("designer.sort.over", { name: nameOf(active.id), place: place(over.id) + 1, count: items.length }) : "",
    onDragEnd: ({ active, over }) =>
      t("designer.sort.put", { name: nameOf(active.id), place: place(over?.id ?? active.id) + 1 }),
    onDragCancel: ({ active }) => t("designer.sort.cancelled", { name: nameOf(active.id) }),
  };
  const end = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) onMove(place(active.id), place(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={end}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("designer.sort.how") } }}
    >
      <SortableContext items={items.map((i) => i.id)} strategy={verticalListSortingStrategy}>
        <ol className={`sortable ${className}`} aria-label={label}>
          {items.map((item, i) => (
            <Entry key={item.id} item={item} step={(by) => step(i, by)} alone={items.length === 1}>
              {children(item, i)}
            </Entry>
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );

  function step(from: number, by: number) {
    const to = from + by;
    if (to >= 0 && to < items.length) onMove(from, to);
  }
}

interface EntryProps {
  item: SortableItem;
  step: (by: number) => void;
  alone: boolean;
  children: ReactNode;
}

function Entry({ item, step, alone, children }: EntryProps) {
  const { t } = useTranslation();
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({
    id: item.id,
  });
  const node = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (!node.current) return;
    node.current.style.transform = CSS.Translate.toString(transform) ?? "";
    node.current.style.transition = transition ?? "";
  }, [transform, transition]);
  const keys = (e: KeyboardEvent) => {
    if (e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) {
      e.preventDefault();
      step(e.key === "ArrowUp" ? -1 : 1);
    } else {
      listeners?.onKeyDown?.(e);
    }
  };
  const { role: _, ...described } = attributes;
  return (
    <li
      ref={(li) => {
        node.current = li;
        setNodeRef(li);
      }}
      className={isDragging ? "sortable-entry sortable-entry-moving" : "sortable-entry"}
    >
      <Button
        {...described}
        {...listeners}
        ref={setActivatorNodeRef}
        className="sortable-handle"
        type="text"
        size="small"
        icon={<HolderOutlined />}
        aria-label={t("designer.sort.handle", { name: item.label })}
        disabled={alone}
        onKeyDown={keys}
      />
      <div className="sortable-content">{children}</div>
    </li>
  );
}
