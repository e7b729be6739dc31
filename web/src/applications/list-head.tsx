import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ListBlock, TableBlock } from "../api/types";
import { nothing } from "./act";
import { ButtonBar } from "./button-bar";
import { usePage } from "./page-context";
import type { useList } from "./use-list";

interface HeadProps {
  block: TableBlock | ListBlock;
  list: ReturnType<typeof useList>;
  filter: ReactNode;
}

/** What stands above a table or list: the buttons for none and for the chosen records, and the filter. */
export function ListHead({ block, list, filter }: HeadProps) {
  const { t } = useTranslation();
  const { frame } = usePage();
  const { above, each, many, chosen, setChosen, source } = list;
  const designing = frame?.button !== undefined;
  const clear = () => setChosen(new Set());
  return (
    <div className="block-tools">
      <ButtonBar block={block} buttons={above} target={nothing} source={source} />
      {many.length > 0 && (chosen.size > 0 || designing) && (
        <fieldset className="list-chosen">
          <legend className="visually-hidden">{t("applications.list.withChosen")}</legend>
          <span role="status">{t("applications.list.chosen", { count: chosen.size })}</span>
          <ButtonBar
            block={block}
            buttons={many}
            target={{ keys: [...chosen], many: true }}
            source={source}
            onDone={clear}
          />
          {chosen.size > 0 && (
            <Button type="text" size="small" onClick={clear}>
              {t("applications.list.unchoose")}
            </Button>
          )}
        </fieldset>
      )}
      {designing && each.length > 0 && (
        <fieldset className="list-chosen">
          <legend className="visually-hidden">{t("applications.list.onEach")}</legend>
          <span>{t("applications.list.onEach")}</span>
          <ButtonBar block={block} buttons={each} target={nothing} source={source} />
        </fieldset>
      )}
      <div className="block-tools-end">{filter}</div>
    </div>
  );
}
