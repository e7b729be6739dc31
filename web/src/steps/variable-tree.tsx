import CaretDownOutlined from "@ant-design/icons/es/icons/CaretDownOutlined";
import CaretRightOutlined from "@ant-design/icons/es/icons/CaretRightOutlined";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Variable } from "../api/types";
import { notify } from "../ui/notices";
import { useInsertion } from "./insertion";
import { useVariableTitle } from "./variable-title";
import "./variable-tree.css";
import { found, written } from "./variables";

/** What is open at first: the record that it is all about. */
const begun = ["$context", "$context.data", "$context.params", "$context.params.values", "$jobsMapByNodeKey"];

interface TreeProps {
  variables: readonly Variable[];
  /** Asks for the parts of a variable that are not there yet. */
  unfold: (path: string) => void;
  readOnly: boolean;
}

/** What a step can use: searched, and put into the input that had the focus last by a click, the keyboard or dragging. */
export function VariableTree({ variables, unfold, readOnly }: TreeProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(begun));
  const shown = found(variables, text);
  const toggle = (v: Variable) => {
    const next = new Set(open);
    if (next.has(v.path)) next.delete(v.path);
    else {
      next.add(v.path);
      if (v.lazy) unfold(v.path);
    }
    setOpen(next);
  };
  return (
    <div className="variables">
      <Input.Search
        size="small"
        allowClear
        aria-label={t("steps.variables.search")}
        placeholder={t("steps.variables.search")}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {shown.length === 0 && <p className="setting-help">{t("steps.variables.nothing")}</p>}
      <Branch list={shown} open={text.trim() ? "all" : open} toggle={toggle} readOnly={readOnly} />
    </div>
  );
}

interface BranchProps {
  list: readonly Variable[];
  open: ReadonlySet<string> | "all";
  toggle: (v: Variable) => void;
  readOnly: boolean;
}

function Branch({ list, open, toggle, readOnly }: BranchProps) {
  return (
    <ul className="variables-list">
      {list.map((v) => (
        <Leaf key={v.path} v={v} open={open} toggle={toggle} readOnly={readOnly} />
      ))}
    </ul>
  );
}

function Leaf({ v, open, toggle, readOnly }: Omit<BranchProps, "list"> & { v: Variable }) {
  const { t } = useTranslation();
  const titleOf = useVariableTitle();
  const parts = v.children ?? [];
  const unfolds = parts.length > 0 || Boolean(v.lazy);
  const isOpen = parts.length > 0 && (open === "all" || open.has(v.path));
  return (
    <li>
      <div className="variables-row">
        {unfolds ? (
          <button
            type="button"
            className="variables-toggle"
            aria-expanded={isOpen}
            aria-label={t("steps.variables.parts", { name: titleOf(v) })}
            onClick={() => toggle(v)}
          >
            {isOpen ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
          </button>
        ) : (
          <span className="variables-toggle" />
        )}
        <Choose v={v} readOnly={readOnly} />
      </div>
      {isOpen && <Branch list={parts} open={open} toggle={toggle} readOnly={readOnly} />}
    </li>
  );
}

/** Roots hold others and say nothing themselves. */
const roots = new Set(["$context", "$jobsMapByNodeKey", "$scopes", "$system", "$system.dateRange"]);

function Choose({ v, readOnly }: { v: Variable; readOnly: boolean }) {
  const { t } = useTranslation();
  const insertion = useInsertion();
  const titleOf = useVariableTitle();
  const content = (
    <>
      <span className="variables-name">{titleOf(v)}</span>
      <span className="variables-type">{t(`steps.types.${v.type}`)}</span>
      {v.notLoaded && <span className="variables-note">{t("steps.variables.notLoaded")}</span>}
      {v.optional && <span className="variables-note">{t("steps.variables.maybe")}</span>}
      {v.sample !== undefined && <span className="variables-sample">{sample(v.sample)}</span>}
    </>
  );
  if (readOnly || roots.has(v.path)) return <span className="variables-choose">{content}</span>;
  const choose = () => {
    if (!insertion?.insert(v.path)) notify({ tone: "neutral", text: t("steps.variables.noInput") });
  };
  return (
    <button
      type="button"
      className="variables-choose variables-button"
      title={v.path}
      draggable
      onDragStart={(e) => {
        e.dataTransfer.setData("text/plain", written(v.path));
        e.dataTransfer.effectAllowed = "copy";
      }}
      onMouseDown={(e) => e.detail > 1 && e.preventDefault()}
      onClick={choose}
    >
      {content}
    </button>
  );
}

function sample(v: unknown): string {
  return typeof v === "string" ? v : JSON.stringify(v);
}
