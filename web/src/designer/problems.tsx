import { useTranslation } from "react-i18next";
import { useDesigner } from "./context";
import { find, root } from "./model/content";
import type { Located } from "./model/problems";
import { blockName, buttonName } from "./names";
import { problemText } from "./problem-text";
import "./change-list.css";

/** All problems of the page, each leading to what it is about. */
export function Problems() {
  const { t } = useTranslation();
  const { problems } = useDesigner();
  if (problems.length === 0) return <p className="soft">{t("designer.problems.none")}</p>;
  return (
    <>
      <p className="soft">{t("designer.problems.intro")}</p>
      <ul className="publish-problems">
        {problems.map((p) => (
          <li key={`${p.problem.path} ${p.problem.code}`}>
            <Place at={p} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A problem with where it is; pressed, that is opened. */
export function Place({ at, onOpen }: { at: Located; onOpen?: () => void }) {
  const { t } = useTranslation();
  const { content, collections, open } = useDesigner();
  const uid = at.button || at.block;
  const found = uid ? find(content, uid) : undefined;
  const where = [
    found ? blockName(t, found.block, collections) : t("designer.problems.page"),
    found?.button && buttonName(t, found.button),
  ].filter(Boolean);
  const go = () => {
    onOpen?.();
    open({
      ...(at.within !== root && { in: at.within }),
      ...(uid && { at: uid }),
      ...(at.field >= 0 && at.names && { field: at.names }),
    });
  };
  return (
    <button type="button" className="problem-place" onClick={go}>
      <span className="problem-place-where">{where.join(" › ")}</span>
      <span>{problemText(t, at)}</span>
    </button>
  );
}
