import { Input } from "antd";
import { useTranslation } from "react-i18next";
import type { MarkdownBlock } from "../api/types";
import { useDesigner } from "./context";
import { changeSettings } from "./model/content";
import type { Located } from "./model/problems";
import { Section, Setting } from "./setting";

/** The text of a block, written as Markdown. */
export default function TextSetting({ block, problems }: { block: MarkdownBlock; problems: readonly Located[] }) {
  const { t } = useTranslation();
  const { change } = useDesigner();
  return (
    <Section title={t("designer.text.title")}>
      <Setting label={t("designer.text.label")} help={t("designer.text.help")} problems={problems}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            autoSize={{ minRows: 6, maxRows: 20 }}
            value={block.settings.text}
            onChange={(e) => change((c) => changeSettings(c, block.uid, { text: e.target.value }), `${block.uid} text`)}
          />
        )}
      </Setting>
    </Section>
  );
}
