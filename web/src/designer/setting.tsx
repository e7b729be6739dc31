import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { ToneIcon } from "../ui/tag";
import type { Located } from "./model/problems";
import { problemText } from "./problem-text";
import "./setting.css";

interface SettingProps {
  label: string;
  help?: ReactNode;
  problems?: readonly Located[] | undefined;
  /** The control: it takes the ids by which it is labelled and described. */
  children: (ids: { id: string; "aria-describedby": string }) => ReactNode;
}

/** One thing that can be set: its name, the control, a sentence, and what is wrong with it. */
export function Setting({ label, help, problems = [], children }: SettingProps) {
  const id = useId();
  return (
    <div className="setting-row">
      <label htmlFor={id} className="setting-label">
        {label}
      </label>
      {children({ id, "aria-describedby": `${id}-about` })}
      <div id={`${id}-about`} className="setting-about">
        {help && <p className="soft">{help}</p>}
        <ProblemNotes list={problems} />
      </div>
    </div>
  );
}

/** What is wrong, in the reader's words where there are some. */
export function ProblemNotes({ list }: { list: readonly Located[] }) {
  const { t } = useTranslation();
  if (list.length === 0) return null;
  return (
    <ul className="setting-problems">
      {list.map((p) => (
        <li key={`${p.problem.path} ${p.problem.code}`}>
          <ToneIcon tone="attention" />
          <span>{problemText(t, p)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Settings that belong together. */
export function Section({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="setting-section" aria-labelledby={id}>
      <div className="setting-section-head">
        <h3 id={id}>{title}</h3>
        {tools}
      </div>
      {children}
    </section>
  );
}
