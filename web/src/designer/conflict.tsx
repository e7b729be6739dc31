import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { ChangeList } from "./change-list";
import { useDesigner } from "./context";
import type { EditedPage } from "./data";
import { difference } from "./model/diff";
import { merge } from "./model/merge";
import { draftOf } from "./use-draft";

/** Somebody else saved the page meanwhile: what both did, and how to go on. Nothing is sent until that is chosen. */
export function Conflict({ theirs }: { theirs: EditedPage }) {
  const { t } = useTranslation();
  const { editor } = useDesigner();
  const [base, mine, other] = [editor.base, editor.draft, draftOf(theirs)];
  const both = merge(base, mine, other);
  const clashes = both.clashes.length;
  return (
    <section className="panel panel-pad conflict" role="alert" aria-labelledby="conflict-title">
      <h2 id="conflict-title">{t("designer.conflict.title")}</h2>
      <p>{clashes > 0 ? t("designer.conflict.clash") : t("designer.conflict.apart")}</p>
      <div className="conflict-sides">
        <section>
          <h3>{t("designer.conflict.theirs")}</h3>
          <ChangeList changes={difference(base.content, other.content)} none={t("designer.conflict.head")} />
        </section>
        <section>
          <h3>{t("designer.conflict.mine")}</h3>
          <ChangeList changes={difference(base.content, mine.content)} none={t("designer.conflict.head")} />
        </section>
      </div>
      <div className="page-tools">
        <Button type="primary" onClick={() => editor.settle(both.value)}>
          {t(clashes > 0 ? "designer.conflict.combineMine" : "designer.conflict.combine")}
        </Button>
        <Button onClick={() => editor.settle(other)}>{t("designer.conflict.takeTheirs")}</Button>
      </div>
      <p className="soft">{t("designer.conflict.undo")}</p>
    </section>
  );
}
