import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { BlockSettings } from "./block-settings";
import { ButtonSettings } from "./button-settings";
import { useDesigner } from "./context";
import { FieldSettings } from "./field-settings";
import { fieldsOf, find } from "./model/content";
import { pathTitle } from "./model/fields";
import { blockName, buttonName } from "./names";
import { PageSettings } from "./page-settings";
import { Problems } from "./problems";
import { Versions } from "./versions";
import "./inspector.css";

/** What is open beside the page: the settings of what is selected, the problems, the versions. */
export function Inspector() {
  const { t } = useTranslation();
  const { search, content, collections, open } = useDesigner();
  const keep = search.in ? { in: search.in } : {};
  const found = search.at ? find(content, search.at) : undefined;
  if (search.side) {
    return (
      <Sheet title={t(`designer.${search.side}.title`)} close={() => open(keep)}>
        {search.side === "problems" ? <Problems /> : <Versions />}
      </Sheet>
    );
  }
  if (!found) {
    return (
      <Sheet title={t("designer.page.title")}>
        <PageSettings />
      </Sheet>
    );
  }
  const { block, button } = found;
  const field = button ? undefined : fieldsOf(block).find((f) => f.name === search.field);
  const parents = [
    { label: t("designer.page.title"), go: () => open(keep) },
    ...(button || field
      ? [{ label: blockName(t, block, collections), go: () => open({ ...keep, at: block.uid }) }]
      : []),
  ];
  const title = button
    ? t("designer.named", { type: t(`designer.kinds.${button.kind}`), name: buttonName(t, button) })
    : field
      ? t("designer.field.title", { name: field.label || pathTitle(collections, block.collection ?? "", field.name) })
      : blockName(t, block, collections);
  return (
    <Sheet title={title} parents={parents} close={() => open(keep)}>
      {button ? (
        <ButtonSettings key={button.uid} block={block} button={button} />
      ) : field ? (
        <FieldSettings key={field.name} block={block} field={field} />
      ) : (
        <BlockSettings key={block.uid} block={block} />
      )}
    </Sheet>
  );
}

interface SheetProps {
  title: string;
  parents?: readonly { label: string; go: () => void }[];
  close?: () => void;
  children: React.ReactNode;
}

function Sheet({ title, parents = [], close, children }: SheetProps) {
  const { t } = useTranslation();
  return (
    <div className="inspector">
      <div className="inspector-head">
        <div className="inspector-name">
          {parents.length > 0 && (
            <nav className="inspector-way" aria-label={t("designer.way")}>
              {parents.map((p) => (
                <button key={p.label} type="button" className="canvas-way" onClick={p.go}>
                  {p.label}
                </button>
              ))}
            </nav>
          )}
          <h2 tabIndex={-1}>{title}</h2>
        </div>
        {close && (
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("designer.close")} onClick={close} />
        )}
      </div>
      {children}
    </div>
  );
}
