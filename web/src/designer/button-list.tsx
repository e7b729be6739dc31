import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { Block, ButtonKind, PageButton } from "../api/types";
import { useBlockActs } from "./acts";
import { useDesigner } from "./context";
import { Line } from "./line";
import { addButton, moveButton } from "./model/content";
import { actsOn, kindsFor, scopesFor } from "./model/fits";
import { newButton } from "./model/fresh";
import { buttonName } from "./names";
import { SortableList } from "./sortable";

/** The buttons of a block in their order, and the kinds that can be added. */
export function ButtonList({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { problems, change, select, say } = useDesigner();
  const acts = useBlockActs();
  const buttons = block.buttons ?? [];
  const items = buttons.map((button) => ({ id: button.uid, label: buttonName(t, button), button }));
  const add = (kind: ButtonKind) => {
    const button = newButton(kind, block, t(`designer.words.${kind}`));
    change((c) => addButton(c, block.uid, button));
    select(button.uid);
    say(t("designer.said.added", { name: buttonName(t, button) }));
  };
  return (
    <>
      {items.length === 0 && <p className="soft">{t("designer.buttons.none")}</p>}
      <SortableList
        items={items}
        label={t("designer.buttons.title")}
        onMove={(from, to) => change((c) => moveButton(c, block.uid, from, to))}
      >
        {({ button, label }) => (
          <Line
            name={label}
            more={more(button)}
            wrong={problems.some((p) => p.button === button.uid)}
            open={() => select(button.uid)}
            remove={() => acts.removeButton(button)}
          />
        )}
      </SortableList>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: kindsFor(block).map((kind) => ({
            key: kind,
            label: (
              <span className="line-open">
                <span>{t(`designer.kinds.${kind}`)}</span>
                <span className="line-more">{t(`designer.kindMeans.${kind}`)}</span>
              </span>
            ),
            onClick: () => add(kind),
          })),
        }}
      >
        <Button icon={<PlusOutlined />}>{t("designer.buttons.add")}</Button>
      </Dropdown>
    </>
  );

  function more(button: PageButton): string {
    const parts = [t(`designer.kinds.${button.kind}`)];
    if (scopesFor(button.kind, block).length > 0) parts.push(t(`designer.on.${actsOn(button, block)}`));
    const count = button.bindings?.length ?? 0;
    if (count > 0) parts.push(t("designer.buttons.bound", { count }));
    return parts.join(" · ");
  }
}
