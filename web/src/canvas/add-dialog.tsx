import { Input, Radio } from "antd";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConfigSchema, NodeSpec } from "../api/types";
import { useBench } from "./bench";
import { newKey } from "./clipboard";
import { Dialog } from "./dialog";
import { findStep, type Line, type Place, type Step } from "./tree";
import "./add-dialog.css";

/** Chooses what is added at a place and, if it has branches, where what follows goes. */
export function AddDialog({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { ask, commands, state, names } = useBench();
  const [chosen, setChosen] = useState<Step>();
  const [keep, setKeep] = useState<number>();
  const follows = followers(state.doc.line, place) > 0;
  const put = (step: Step, branch: number | undefined) => {
    ask(undefined);
    commands.put(place, [step], branch);
  };
  const choose = (spec: NodeSpec) => {
    const branches = spec.branches.filter((b) => b.index >= 0).map((b) => ({ ...b, line: [] }));
    const step: Step = {
      key: newKey(),
      type: spec.type,
      title: names.type(spec.type),
      config: begun(spec.config),
      branches,
    };
    if (follows && branches.length > 0) setChosen(step);
    else put(step, undefined);
  };
  return (
    <Dialog
      stage={chosen ? "keep" : "type"}
      title={chosen ? t("canvas.keep.title") : t("canvas.add.title")}
      onCancel={() => ask(undefined)}
      {...(chosen
        ? { okText: t("canvas.add.ok"), onOk: () => put(chosen, keep), cancelText: t("canvas.cancel") }
        : { footer: null })}
    >
      {chosen ? (
        <Radio.Group
          className="add-keep"
          aria-label={t("canvas.keep.title")}
          value={keep ?? -1}
          onChange={(e) => setKeep(e.target.value < 0 ? undefined : e.target.value)}
          options={[
            { value: -1, label: t("canvas.keep.after") },
            ...chosen.branches.map((b) => ({
              value: b.index,
              label: t("canvas.keep.into", { branch: names.branch(b) }),
            })),
          ]}
        />
      ) : (
        <TypeList choose={choose} />
      )}
    </Dialog>
  );
}

/**
 * A configuration to begin with: without anything that must be given it is not judged yet. Answers of yes or no are no,
 * which is what the branches of the type are told for.
 */
function begun({ required = [], properties }: ConfigSchema): Step["config"] {
  const answers = required.every((name) => properties?.[name]?.type === "boolean");
  return answers ? Object.fromEntries(required.map((name) => [name, false])) : {};
}

/** How many steps follow at a place. */
function followers(line: Line, place: Place): number {
  if (place.upstream === null) return line.length;
  if (place.branch !== null) {
    return findStep(line, place.upstream)?.branches.find((b) => b.index === place.branch)?.line.length ?? 0;
  }
  const find = (l: Line): number => {
    const at = l.findIndex((s) => s.key === place.upstream);
    if (at >= 0) return l.length - at - 1;
    return l.reduce((n, s) => n + s.branches.reduce((k, b) => k + find(b.line), 0), 0);
  };
  return find(line);
}

/** All types in their groups, to be searched; those that cannot stand here with the reason. */
function TypeList({ choose }: { choose: (spec: NodeSpec) => void }) {
  const { t } = useTranslation();
  const { names, refusal } = useBench();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const wanted = search.trim().toLocaleLowerCase();
  const fits = (s: NodeSpec) => `${names.type(s.type)} ${names.summary(s.type)}`.toLocaleLowerCase().includes(wanted);
  const groups = new Map<string, NodeSpec[]>();
  for (const s of (names.nodes ?? []).filter(fits)) groups.set(s.group, [...(groups.get(s.group) ?? []), s]);
  const list = [...groups.values()].flat();
  const active = list[Math.min(at, list.length - 1)];
  const optionId = (s: NodeSpec) => `${id}-${s.type}`;
  const go = (by: number) => {
    const next = Math.max(0, Math.min(list.length - 1, at + by));
    setAt(next);
    const spec = list[next];
    if (spec) document.getElementById(optionId(spec))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === "ArrowDown") go(1);
    else if (e.key === "ArrowUp") go(-1);
    else if (e.key === "Enter") active && !refusal(active.type) && choose(active);
    else return;
    e.preventDefault();
  };
  return (
    <div className="add">
      <Input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={active && optionId(active)}
        aria-label={t("canvas.add.search")}
        placeholder={t("canvas.add.search")}
        value={search}
        onChange={(e) => {
          setSearch(e.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" className="add-list" aria-label={t("canvas.add.title")}>
        {[...groups].map(([group, specs]) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div key={group} role="group" aria-label={names.group(group)}>
            <div className="add-group" aria-hidden>
              {names.group(group)}
            </div>
            {specs.map((s) => (
              <Option
                key={s.type}
                id={optionId(s)}
                spec={s}
                active={s === active}
                reason={refusal(s.type)}
                choose={() => choose(s)}
              />
            ))}
          </div>
        ))}
      </div>
      {list.length === 0 && <p className="soft">{t("canvas.add.nothing", { search })}</p>}
    </div>
  );
}

interface OptionProps {
  id: string;
  spec: NodeSpec;
  active: boolean;
  reason: string | undefined;
  choose: () => void;
}

function Option({ id, spec, active, reason, choose }: OptionProps) {
  const { names } = useBench();
  const Icon = names.icon(spec.type);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className="add-option"
      aria-selected={active}
      aria-disabled={reason !== undefined}
      onClick={() => reason === undefined && choose()}
    >
      <Icon aria-hidden />
      <span className="add-text">
        <span className="add-name">{names.type(spec.type)}</span>
        <span className="add-summary">{names.summary(spec.type)}</span>
        {reason && <span className="add-reason">{reason}</span>}
      </span>
    </div>
  );
}
