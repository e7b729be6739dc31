import type { WorkflowCategory } from "../api/types";
import { toneOf } from "./tones";
import "./category-mark.css";

/** A category with its colour. */
export function CategoryMark({ category }: { category: Pick<WorkflowCategory, "title" | "color"> }) {
  return <span className={`tag tag-${toneOf(category.color)} category-mark`}>{category.title}</span>;
}
