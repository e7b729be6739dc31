import EyeOutlined from "@ant-design/icons/es/icons/EyeOutlined";
import HistoryOutlined from "@ant-design/icons/es/icons/HistoryOutlined";
import RedoOutlined from "@ant-design/icons/es/icons/RedoOutlined";
import UndoOutlined from "@ant-design/icons/es/icons/UndoOutlined";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { explain } from "../ui/failures";
import { PageHead } from "../ui/page-head";
import { Tag } from "../ui/tag";
import type { Tone } from "../ui/tokens";
import { useDesigner } from "./context";
import { same } from "./model/merge";
import { PublishDialog } from "./publish";

/** The head of the designer: the page's name, how its draft stands, and what can be done with the whole of it. */
export function Head() {
  const { t } = useTranslation();
  const { editor, application, search, open, problems } = useDesigner();
  const [publishing, setPublishing] = useState(false);
  const { page, draft, saving } = editor;
  const published = page.publishedVersion !== null && same(page.published, draft.content);
  const looking = search.look !== undefined;
  const keep = search.in ? { in: search.in } : {};
  return (
    <>
      <PageHead
        title={draft.title}
        back={{ to: `/apps/${application}/${page.uid}`, label: t("designer.back") }}
        mark={
          <>
            <Tag tone={published ? "good" : "attention"}>
              {published
                ? t("designer.published", { version: page.publishedVersion })
                : t(page.publishedVersion === null ? "designer.never" : "designer.changed")}
            </Tag>
            <Saved />
          </>
        }
        tools={
          <>
            <Button
              icon={<UndoOutlined />}
              aria-label={t("designer.undo")}
              title={t("designer.undoKeys")}
              disabled={!editor.undo}
              onClick={editor.undo}
            />
            <Button
              icon={<RedoOutlined />}
              aria-label={t("designer.redo")}
              title={t("designer.redoKeys")}
              disabled={!editor.redo}
              onClick={editor.redo}
            />
            <Button
              icon={<EyeOutlined />}
              aria-pressed={looking}
              onClick={() => open(looking ? keep : { ...keep, look: "wide" })}
            >
              {t(looking ? "designer.edit" : "designer.preview.open")}
            </Button>
            <Button icon={<HistoryOutlined />} onClick={() => open({ ...keep, side: "versions" })}>
              {t("designer.versions.title")}
            </Button>
            {problems.length > 0 && (
              <Button onClick={() => open({ ...keep, side: "problems" })}>
                {t("designer.problems.count", { count: problems.length })}
              </Button>
            )}
            <Button
              type="primary"
              disabled={saving.state === "conflict"}
              onClick={async () => {
                if (await editor.flush()) setPublishing(true);
              }}
            >
              {t("designer.publish.open")}
            </Button>
          </>
        }
      />
      {publishing && <PublishDialog close={() => setPublishing(false)} />}
    </>
  );
}

const tones: Record<string, Tone> = {
  saved: "good",
  saving: "running",
  waiting: "running",
  refused: "bad",
  conflict: "attention",
};

/** Whether the draft is on the server. */
function Saved() {
  const { t } = useTranslation();
  const { saving } = useDesigner().editor;
  return (
    <span className="designer-saving" role="status">
      <Tag tone={tones[saving.state] ?? "neutral"}>{t(`designer.saving.${saving.state}`)}</Tag>
      {saving.state === "refused" && saving.failures.length === 0 && <span> {explain(t, saving.error)}</span>}
    </span>
  );
}
