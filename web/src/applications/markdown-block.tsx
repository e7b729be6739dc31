import Markdown, { type Components } from "react-markdown";
import type { MarkdownBlock } from "../api/types";
import { nothing } from "./act";
import { kindOfAddress } from "./address";
import { ButtonBar } from "./button-bar";
import "./markdown-block.css";
import { Popups } from "./popup";

/** Headings of a text stand below that of the page; pictures would leave the origin, so they are links. */
const components: Components = {
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ src, alt }) => (
    <SafeLink href={typeof src === "string" ? src : undefined}>{alt || String(src ?? "")}</SafeLink>
  ),
};

function SafeLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  const kind = href ? kindOfAddress(href) : undefined;
  if (!href || !kind) return <span>{children}</span>;
  if (kind === "here") return <a href={href}>{children}</a>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** A text. HTML in it is text like any other. */
export function MarkdownBlockView({ block }: { block: MarkdownBlock }) {
  return (
    <>
      <MarkdownText text={block.settings.text} />
      <ButtonBar block={block} buttons={block.buttons ?? []} target={nothing} />
      <Popups block={block} />
    </>
  );
}

/** Markdown as it is shown on pages. */
export function MarkdownText({ text }: { text: string }) {
  return (
    <div className="markdown">
      <Markdown components={components}>{text}</Markdown>
    </div>
  );
}
