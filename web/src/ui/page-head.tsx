import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTitle } from "../app/title";

interface PageHeadProps {
  title: string;
  /** One or two sentences: what this page is for. */
  intro?: ReactNode;
  /** The page that this one belongs to. */
  back?: { to: string; label: string };
  /** What can be done with the whole page. */
  tools?: ReactNode;
  /** What stands beside the title: a state. */
  mark?: ReactNode;
}

/** The head of a page: its name, what it is for and its tools. It names the browser's tab as well. */
export function PageHead({ title, intro, back, tools, mark }: PageHeadProps) {
  useTitle(title);
  return (
    <header className="page-head">
      <div className="page-head-text">
        {back && (
          <Link to={back.to} className="page-head-back">
            {back.label}
          </Link>
        )}
        <div className="page-head-title">
          <h1>{title}</h1>
          {mark}
        </div>
        {intro && <p className="soft">{intro}</p>}
      </div>
      {tools && <div className="page-head-tools">{tools}</div>}
    </header>
  );
}
