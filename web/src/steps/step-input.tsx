import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Variable } from "../api/types";
import { Loaded } from "../ui/loaded";
import { VariableTree } from "./variable-tree";

interface StepInputProps {
  query: UseQueryResult<Variable[]>;
  variables: readonly Variable[];
  unfold: (path: string) => void;
  readOnly: boolean;
}

/** What a step can use. */
export function StepInput({ query, variables, unfold, readOnly }: StepInputProps) {
  const { t } = useTranslation();
  return (
    <>
      {!readOnly && <p className="setting-help">{t("steps.variables.help")}</p>}
      <Loaded query={query}>{() => <VariableTree variables={variables} unfold={unfold} readOnly={readOnly} />}</Loaded>
    </>
  );
}
