import { Button, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import { EmptyWay } from "./empty-way";
import { kindOf, kindsFor } from "./kinds";
import type { ForButton, Prefill } from "./prefill";
import "./new-workflow.css";
import { recipeNames } from "./recipe";
import { RecipeWay } from "./recipe-way";
import type { Choice, Way } from "./way";

export interface NewWorkflowProps {
  prefill?: Prefill;
  button?: ForButton;
  /** The workflow is there; one from a recipe is on when the person left it so. */
  onCreated: (workflow: Workflow) => void;
  onCancel?: () => void;
  /** What is chosen, where the one around keeps it and offers the ways; else both happens here. */
  choice?: Choice;
  onChoice?: (choice: Choice) => void;
}

/**
 * Makes a workflow: from a recipe, for a button, or an empty one. Where it is shown, the texts of the areas workflows,
 * steps and records are needed.
 */
export function NewWorkflow({ prefill = {}, button, onCreated, onCancel, choice, onChoice }: NewWorkflowProps) {
  const { t } = useTranslation();
  const [own, setOwn] = useState<Choice>(() => begun(prefill, button));
  const chosen = choice ?? own;
  const choose = onChoice ?? setOwn;
  const way = chosen.way === "empty" ? "empty" : "recipe";
  return (
    <div className="new-workflow">
      {!choice && (
        <div className="new-workflow-ways">
          <Radio.Group
            aria-label={t("workflows.new.ways")}
            optionType="button"
            value={way}
            onChange={(e) => choose({ ...chosen, way: e.target.value as Way })}
            options={[
              { value: "recipe", label: t("workflows.new.recipe") },
              { value: "empty", label: t("workflows.new.empty") },
            ]}
          />
          {onCancel && <Button onClick={onCancel}>{t("workflows.new.cancel")}</Button>}
        </div>
      )}
      {way === "recipe" ? (
        <RecipeWay
          {...(button && { button })}
          prefill={prefill}
          chosen={chosen.recipe}
          onChoose={(recipe) => choose({ ...chosen, way: "recipe", recipe })}
          onCreated={onCreated}
        />
      ) : (
        <EmptyWay
          {...(button && { button })}
          prefill={prefill}
          chosen={chosen.kind}
          onChoose={(kind) => choose({ ...chosen, way: "empty", kind })}
          onCreated={onCreated}
        />
      )}
    </div>
  );
}

/** What a pre-filled one begins with. */
function begun(prefill: Prefill, button: ForButton | undefined): Choice {
  const recipe = recipeNames.find((name) => name === prefill.recipe);
  if (recipe) return { way: "recipe", recipe };
  const kind = kindOf(prefill.type ?? "") ?? (button && kindsFor(button.action).at(-1));
  return prefill.type && kind ? { way: "empty", kind } : { way: "recipe", ...(kind && { kind }) };
}
