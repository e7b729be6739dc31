import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { PageVersion } from "../api/types";
import { explain } from "../ui/failures";
import { useDates } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { Tag } from "../ui/tag";
import { ChangeList } from "./change-list";
import { useDesigner } from "./context";
import { type EditedPage, versionQuery, versionsQuery } from "./data";
import { difference } from "./model/diff";

/** The versions that were published, each with its difference to the draft, and the way back to it. */
export function Versions() {
  const { t } = useTranslation();
  const { editor } = useDesigner();
  const versions = useQuery(versionsQuery(editor.page.uid));
  return (
    <>
      <p className="soft">{t("designer.versions.intro")}</p>
      <Loaded query={versions} isEmpty={(list) => list.length === 0} empty={<p>{t("designer.versions.none")}</p>}>
        {(list) => (
          <ol className="versions">
            {list.map((v) => (
              <Version key={v.id} version={v} />
            ))}
          </ol>
        )}
      </Loaded>
    </>
  );
}

function Version({ version }: { version: PageVersion }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { editor, search, open } = useDesigner();
  const shown = search.version === version.version;
  const by = version.createdBy?.nickname || version.createdBy?.username;
  const toggle = () => {
    const { version: _, ...rest } = search;
    open(shown ? rest : { ...rest, version: version.version });
  };
  return (
    <li className="version">
      <div className="version-head">
        <h3>{t("designer.versions.number", { version: version.version })}</h3>
        {editor.page.publishedVersion === version.version && <Tag tone="good">{t("designer.versions.current")}</Tag>}
      </div>
      {version.note && <p>{version.note}</p>}
      <p className="soft">
        {version.createdAt && <time dateTime={version.createdAt}>{dates.both(version.createdAt)}</time>}
        {by && ` · ${by}`}
      </p>
      <div className="version-tools">
        <Button size="small" aria-expanded={shown} onClick={toggle}>
          {t("designer.versions.difference")}
        </Button>
        <Back version={version} />
      </div>
      {shown && <Difference id={version.id} />}
    </li>
  );
}

function Difference({ id }: { id: number }) {
  const { t } = useTranslation();
  const { content } = useDesigner();
  const version = useQuery(versionQuery(id));
  return (
    <Loaded query={version}>
      {(v) => (
        <ChangeList changes={difference(v.content ?? { blocks: [] }, content)} none={t("designer.versions.same")} />
      )}
    </Loaded>
  );
}

/** Brings a version back as the draft. What the draft was can be had again by undo. */
function Back({ version }: { version: PageVersion }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { editor } = useDesigner();
  const back = useMutation({
    mutationFn: async () => {
      if (!(await editor.flush())) throw new Error();
      const query = { filterByTk: version.pageUid };
      return (await call<EditedPage>("pages:rollback", { query, body: { version: version.version } })).data;
    },
    onSuccess: (page) => {
      editor.adopt(page);
      notify({ tone: "good", text: t("designer.versions.back", { version: version.version }) });
      void queries.invalidateQueries({ queryKey: ["pages"], predicate: (q) => q.queryKey[2] === "check" });
    },
    onError: (e) => {
      if (e.message) notify({ tone: "bad", text: explain(t, e) });
    },
  });
  return (
    <Button size="small" loading={back.isPending} onClick={() => back.mutate()}>
      {t("designer.versions.rollback")}
    </Button>
  );
}
