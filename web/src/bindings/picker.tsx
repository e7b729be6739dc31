import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle } from "../api/model";
import type { Binding, Collection, Workflow } from "../api/types";
import { type Acting, collectionOf, type Obstacle, obstacle, pathsFrom, type Step, takesPath } from "./fit";
import { offered } from "./order";

interface PickerProps {
  button: Acting;
  bindings: readonly Binding[];
  workflows: readonly Workflow[];
  collections: readonly Collection[];
  onChoose: (binding: Binding) => void;
  onCreate: () => void;
}

interface Candidate {
  workflow: Workflow;
  path: string;
  obstacle: Obstacle | undefined;
}

/** All workflows: those that can be bound, and the others with the reason why not. */
export function Picker({ button, bindings, workflows, collections, onChoose, onCreate }: PickerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(bindings.length === 0);
  if (!open) {
    return (
      <div className="page-tools">
        <Button icon={<PlusOutlined />} onClick={() => setOpen(true)}>
          {t("bindings.add")}
        </Button>
        <Button onClick={onCreate}>{t("bindings.create")}</Button>
      </div>
    );
  }
  const taken = new Set(bindings.map((b) => b.key));
  const wanted = search.trim().toLocaleLowerCase();
  const all = candidates(button, workflows, collections)
    .filter(({ workflow }) => !taken.has(workflow.key))
    .filter(({ workflow: w }) => `${w.title ?? ""} ${w.key}`.toLocaleLowerCase().includes(wanted));
  const fitting = all.filter((c) => !c.obstacle);
  const others = all.filter((c) => c.obstacle);
  return (
    <div className="bindings-picker">
      <div className="page-tools">
        <Input.Search
          className="bindings-search"
          aria-label={t("bindings.search")}
          placeholder={t("bindings.search")}
          allowClear
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
        <Button onClick={onCreate}>{t("bindings.create")}</Button>
      </div>
      <h4>{t("bindings.fitting")}</h4>
      {fitting.length === 0 && (
        <p className="soft">
          {t(wanted ? "bindings.noMatch" : bindings.length > 0 ? "bindings.noMore" : "bindings.noFitting")}
        </p>
      )}
      <ul className="bindings-candidates" aria-label={t("bindings.fitting")}>
        {fitting.map((c) => (
          <li key={c.workflow.id}>
            <About candidate={c} />
            <Button
              size="small"
              icon={<PlusOutlined />}
              aria-label={t("bindings.choose", { name: c.workflow.title || c.workflow.key })}
              onClick={() => onChoose({ key: c.workflow.key, ...(c.path && { path: c.path }) })}
            >
              {t("bindings.bind")}
            </Button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <details className="bindings-others">
          <summary>{t("bindings.others", { count: others.length })}</summary>
          <ul className="bindings-candidates">
            {others.map((c) => (
              <li key={c.workflow.id}>
                <About candidate={c} />
                <span className="bindings-reason soft">
                  {t(`bindings.reasons.${c.obstacle ?? "other_trigger"}`, {
                    collection: titleOf(collectionOf(c.workflow)),
                    type: t(`bindings.types.${c.workflow.type as "action"}`, { defaultValue: c.workflow.type }),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );

  function titleOf(name: string): string {
    const found = collections.find((c) => c.name === name);
    return found ? collectionTitle(found) : name || t("bindings.noCollection");
  }
}

function About({ candidate: { workflow, path } }: { candidate: Candidate }) {
  const { t } = useTranslation();
  return (
    <span className="bindings-about">
      <span>{workflow.title || workflow.key}</span>
      <span className="soft">
        {t(`bindings.types.${workflow.type as "action"}`, { defaultValue: workflow.type })} ·{" "}
        {t(`bindings.mode.${workflow.sync ? "sync" : "async"}`)}
        {path && ` · ${t("bindings.about", { path })}`}
      </span>
    </span>
  );
}

/** Every workflow, with the shortest path on which it can be bound where it is not about the record itself. */
function candidates(button: Acting, workflows: readonly Workflow[], collections: readonly Collection[]): Candidate[] {
  const steps = flat(pathsFrom(collections, button.collection));
  return offered(button, "", workflows, collections)
    .map(({ workflow, obstacle: against }): Candidate => {
      if (against !== "other_collection" || !takesPath(workflow)) return { workflow, path: "", obstacle: against };
      const step = steps.find((s) => s.target === collectionOf(workflow));
      if (!step) return { workflow, path: "", obstacle: against };
      return { workflow, path: step.path, obstacle: obstacle(workflow, button, step.target, step.path) };
    })
    .sort((a, b) => Number(a.obstacle !== undefined) - Number(b.obstacle !== undefined));
}

function flat(steps: readonly Step[]): Step[] {
  const all = [...steps];
  for (const s of steps) all.push(...flat(s.children));
  return all.sort((a, b) => a.path.split(".").length - b.path.split(".").length);
}
