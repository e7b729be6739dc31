import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Variable } from "../api/types";

/** What the reader's language calls a variable: those of the system have words, others are called as people called them. */
export function useVariableTitle(): (v: Pick<Variable, "path" | "title">) => string {
  const { t } = useTranslation();
  return useCallback(
    (v) => {
      const names: unknown = t("steps.variableNames", { returnObjects: true });
      // What node types call their results has words by its English ones.
      return (names as Record<string, string>)[v.path] ?? (names as Record<string, string>)[v.title] ?? v.title;
    },
    [t],
  );
}

/** A tree with its variables called in the reader's language. */
export function useTitled(): (tree: readonly Variable[]) => Variable[] {
  const titleOf = useVariableTitle();
  return useCallback((tree) => titled(tree, titleOf), [titleOf]);
}

function titled(tree: readonly Variable[], titleOf: (v: Variable) => string): Variable[] {
  return tree.map((v) => ({ ...v, title: titleOf(v), ...(v.children && { children: titled(v.children, titleOf) }) }));
}
