import { useTranslation } from "react-i18next";
import type { Block } from "../api/types";
import { collectionOf } from "../records/record";
import "./block.css";
import { DetailsBlockView } from "./details-block";
import { FormBlockView, MarkdownBlockView } from "./later-blocks";
import { ListBlockView } from "./list-block";
import { usePage } from "./page-context";
import { Presses } from "./presses";
import { TableBlockView } from "./table-block";

/** A block of a page with its heading, data and buttons, and with what came of pressing them. */
export function BlockView({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { collections } = usePage();
  const missing = block.type !== "markdown" && !collectionOf(collections, block.collection);
  return (
    <section className={`block block-${block.type}`} aria-label={block.title || undefined}>
      {block.title && <h2 className="block-title">{block.title}</h2>}
      {missing ? (
        <p className="block-missing" role="alert">
          {t("applications.block.noCollection", { name: block.collection ?? "" })}
        </p>
      ) : (
        <Body block={block} />
      )}
      <Presses place={block.uid} />
    </section>
  );
}

function Body({ block }: { block: Block }) {
  switch (block.type) {
    case "table":
      return <TableBlockView block={block} />;
    case "form":
      return <FormBlockView block={block} />;
    case "details":
      return <DetailsBlockView block={block} />;
    case "list":
      return <ListBlockView block={block} />;
    case "markdown":
      return <MarkdownBlockView block={block} />;
  }
}
