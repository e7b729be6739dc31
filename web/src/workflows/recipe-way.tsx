import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import { KindTag } from "./kind-tag";
import type { ForButton, Prefill } from "./prefill";
import { fitsAction, type RecipeName } from "./recipe";
import { RecipeForm } from "./recipe-form";
import { recipes } from "./recipes";

interface RecipeWayProps {
  button?: ForButton;
  prefill: Prefill;
  chosen: RecipeName | undefined;
  onChoose: (recipe: RecipeName) => void;
  onCreated: (workflow: Workflow) => void;
}

/** Recipes to choose from, and the questions of the chosen one. */
export function RecipeWay({ button, prefill, chosen, onChoose, onCreated }: RecipeWayProps) {
  const { t } = useTranslation();
  const many = prefill.config?.type === 2;
  const fit = button
    ? recipes.filter((r) => fitsAction(r, button.action, { collection: button.collection, many }))
    : recipes;
  const recipe = fit.find((r) => r.name === chosen);
  if (fit.length === 0) return <p className="soft">{t("workflows.new.noRecipe")}</p>;
  return (
    <div className="new-workflow-split">
      <ul className="new-workflow-recipes" aria-label={t("workflows.new.recipes")}>
        {fit.map((r) => (
          <li key={r.name}>
            <button
              type="button"
              className="new-workflow-card"
              aria-pressed={r.name === recipe?.name}
              onClick={() => onChoose(r.name)}
            >
              <span className="new-workflow-card-title">{t(`workflows.recipes.${r.name}.title`)}</span>
              <span className="soft">{t(`workflows.recipes.${r.name}.about`)}</span>
              <KindTag type={r.kind} />
            </button>
          </li>
        ))}
      </ul>
      <div className="panel panel-pad new-workflow-form">
        {recipe ? (
          <RecipeForm
            key={recipe.name}
            recipe={recipe}
            prefill={prefill}
            {...(button && { button })}
            onCreated={onCreated}
          />
        ) : (
          <p className="soft">{t("workflows.new.chooseRecipe")}</p>
        )}
      </div>
    </div>
  );
}
