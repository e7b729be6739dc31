import AlignLeftOutlined from "@ant-design/icons/es/icons/AlignLeftOutlined";
import FileSearchOutlined from "@ant-design/icons/es/icons/FileSearchOutlined";
import FormOutlined from "@ant-design/icons/es/icons/FormOutlined";
import TableOutlined from "@ant-design/icons/es/icons/TableOutlined";
import UnorderedListOutlined from "@ant-design/icons/es/icons/UnorderedListOutlined";
import { useDraggable } from "@dnd-kit/core";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type BlockType, blockTypes } from "../api/types";

export const blockIcons = {
  table: TableOutlined,
  form: FormOutlined,
  details: FileSearchOutlined,
  list: UnorderedListOutlined,
  markdown: AlignLeftOutlined,
};

/** The types of blocks: pressed, one is added at the end; dragged, where it is let go. */
export function Palette({ add }: { add: (type: BlockType) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="palette palette-set" aria-label={t("designer.add.title")}>
      <span className="soft">{t("designer.add.title")}</span>
      {blockTypes.map((type) => (
        <Entry key={type} type={type} add={() => add(type)} />
      ))}
    </fieldset>
  );
}

function Entry({ type, add }: { type: BlockType; add: () => void }) {
  const { t } = useTranslation();
  const { setNodeRef, listeners } = useDraggable({ id: `new:${type}` });
  const Icon = blockIcons[type];
  return (
    <Button {...listeners} ref={setNodeRef} className="palette-entry" icon={<Icon aria-hidden />} onClick={add}>
      {t(`designer.types.${type}`)}
    </Button>
  );
}
