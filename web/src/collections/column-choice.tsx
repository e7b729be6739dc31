import { Button, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { fieldTitle } from "../api/model";
import type { Field } from "../api/types";
import "./column-choice.css";

interface ColumnChoiceProps {
  all: readonly Field[];
  shown: readonly Field[];
  choose: (names: readonly string[]) => void;
}

/** Which columns the grid has. One stays: there is no grid without. */
export function ColumnChoice({ all, shown, choose }: ColumnChoiceProps) {
  const { t } = useTranslation();
  const names = shown.map((f) => f.name);
  return (
    <fieldset className="column-choice">
      <legend>{t("collections.grid.columnsOf")}</legend>
      {all.map((f) => {
        const isShown = names.includes(f.name);
        return (
          <Checkbox
            key={f.key}
            checked={isShown}
            disabled={isShown && names.length === 1}
            onChange={(e) => choose(e.target.checked ? [...names, f.name] : names.filter((n) => n !== f.name))}
          >
            {fieldTitle(f)}
          </Checkbox>
        );
      })}
      <Button type="link" size="small" disabled={shown.length === all.length} onClick={() => choose([])}>
        {t("collections.grid.columnsAll")}
      </Button>
    </fieldset>
  );
}
