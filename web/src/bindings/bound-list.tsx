import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import { Button, TreeSelect } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Binding, Collection, Workflow } from "../api/types";
import { moved } from "../designer/model/patch";
import { SortableList } from "../designer/sortable";
import { Tag } from "../ui/tag";
import { type Acting, pathsFrom, type Step, takesPath } from "./fit";
import type { Follower } from "./order";

interface BoundListProps {
  button: Acting;
  bindings: readonly Binding[];
  followers: readonly Follower[];
  collections: readonly Collection[];
  onChange: (bindings: Binding[]) => void;
  onOpen: (workflow: Pick<Workflow, "id">) => void | Promise<void>;
}

/** The bound workflows in their order, each with the record that it is about and with what stands against it. */
export function BoundList(props: BoundListProps) {
  const { button, bindings, followers, collections, onChange, onOpen } = props;
  const { t } = useTranslation();
  const around = useRef<HTMLDivElement>(null);
  const items = followers.map((f, i) => ({ id: `${f.key} ${i}`, label: f.title, f }));
  const remove = (i: number) => {
    onChange(bindings.filter((_, k) => k !== i));
    requestAnimationFrame(() =>
      (around.current?.querySelector<HTMLElement>(".sortable-handle") ?? around.current)?.focus(),
    );
  };
  const walk = (i: number, path: string) =>
    onChange(bindings.map((b, k) => (k === i ? { key: b.key, ...(path && { path }) } : b)));
  return (
    <div ref={around} tabIndex={-1}>
      {items.length === 0 && <p className="soft">{t("bindings.none")}</p>}
      <SortableList
        items={items}
        label={t("bindings.bound")}
        onMove={(from, to) => onChange(moved(bindings, from, to))}
      >
        {({ f }, i) => (
          <div className="bindings-entry">
            <div className="bindings-name">
              <strong>{f.title}</strong>
              {f.workflow && (
                <span className="soft">
                  {t(`bindings.types.${f.workflow.type as "action"}`)} ·{" "}
                  {t(`bindings.mode.${f.workflow.sync ? "sync" : "async"}`)}
                </span>
              )}
              {f.obstacle && (
                <p className="bindings-obstacle">
                  <Tag tone="attention">{t("bindings.wont")}</Tag>{" "}
                  {t(`bindings.obstacles.${f.obstacle}`, { path: f.path })}
                </p>
              )}
            </div>
            <div className="bindings-tools">
              {f.workflow && takesPath(f.workflow) && (
                <Context
                  button={button}
                  collections={collections}
                  title={f.title}
                  path={f.path}
                  set={(p) => walk(i, p)}
                />
              )}
              {f.workflow && (
                <Button size="small" onClick={() => void onOpen(f.workflow as Workflow)}>
                  {t("bindings.open")}
                </Button>
              )}
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t("bindings.remove", { name: f.title })}
                onClick={() => remove(i)}
              />
            </div>
          </div>
        )}
      </SortableList>
    </div>
  );
}

interface ContextProps {
  button: Acting;
  collections: readonly Collection[];
  title: string;
  path: string;
  set: (path: string) => void;
}

/** The record that a workflow is about: the whole one, or one that it leads to. */
function Context({ button, collections, title, path, set }: ContextProps) {
  const { t } = useTranslation();
  const steps = pathsFrom(collections, button.collection);
  if (steps.length === 0 && !path) return null;
  const name = (collection: string) => {
    const found = collections.find((c) => c.name === collection);
    return found ? collectionTitle(found) : collection;
  };
  const node = (s: Step): object => ({
    value: s.path,
    title: t("bindings.step", { field: fieldTitle(s.field), collection: name(s.target) }),
    children: s.children.map(node),
  });
  return (
    <TreeSelect<string>
      className="bindings-context"
      aria-label={t("bindings.context", { name: title })}
      size="small"
      treeDefaultExpandAll
      value={path}
      treeData={[
        { value: "", title: t("bindings.whole", { collection: name(button.collection) }) },
        ...steps.map(node),
      ]}
      onChange={(p) => set(p ?? "")}
    />
  );
}
