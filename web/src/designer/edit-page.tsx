import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Drawer } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import { useLive } from "../api/live";
import { collectionsQuery } from "../api/model";
import type { Collection, PageProblem } from "../api/types";
import { Loaded } from "../ui/loaded";
import { usePhone } from "../ui/media";
import { Empty } from "../ui/states";
import { Canvas } from "./canvas";
import { Conflict } from "./conflict";
import { type Designer, DesignerProvider } from "./context";
import { type EditedPage, pageQuery, problemsQuery } from "./data";
import { Head } from "./head";
import { Inspector } from "./inspector";
import { find, root } from "./model/content";
import { locate } from "./model/problems";
import { Preview } from "./preview";
import { leaving, useDraft } from "./use-draft";
import { useUndoKeys } from "./use-undo-keys";
import "./edit-page.css";

const route = getRouteApi("/inside/apps/$app/$page/edit");
const Bind = lazy(() => import("./bind"));

/** The edit mode of a page: its draft, with everything that can be changed on it. */
export default function EditPage() {
  const { t } = useTranslation();
  const { page } = route.useParams();
  const loaded = useQuery(pageQuery(page));
  const collections = useQuery(collectionsQuery());
  leaving.current = t("designer.leave");
  if (loaded.error instanceof ApiError && loaded.error.code === "PAGE_NOT_FOUND") {
    return (
      <Empty title={t("designer.gone.title")}>
        <p>{t("designer.gone.text")}</p>
      </Empty>
    );
  }
  return (
    <Loaded query={loaded}>
      {(first) => (
        <Loaded query={collections}>{(all) => <Editor key={first.uid} first={first} collections={all} />}</Loaded>
      )}
    </Loaded>
  );
}

function Editor({ first, collections }: { first: EditedPage; collections: readonly Collection[] }) {
  const { t } = useTranslation();
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const phone = usePhone();
  const editor = useDraft(first);
  const [said, say] = useState("");
  useUndoKeys(editor);
  useLive(["definitions"], (e) => {
    if (e.kind === "definitions") editor.look();
  });
  const { content } = editor.draft;
  const checked = useQuery(problemsQuery(first.uid, editor.page.revision));
  const problems = useMemo(() => {
    const refused: PageProblem[] =
      editor.saving.state === "refused"
        ? editor.saving.failures.map((f) => ({ path: f.field ?? "", code: f.code, message: f.message }))
        : [];
    return [...refused, ...(checked.data ?? [])].map((p) => locate(content, p));
  }, [content, checked.data, editor.saving]);
  const designer = useMemo((): Designer => {
    const open: Designer["open"] = (next) =>
      void navigate({
        to: "/apps/$app/$page/edit",
        params: { app, page: first.uid },
        search: next,
        resetScroll: false,
      });
    return {
      editor,
      content,
      collections,
      application: app,
      problems,
      search,
      open,
      select: (at, field) => {
        const found = find(content, at);
        const within = found?.within ?? search.in ?? root;
        open({ ...(within !== root && { in: within }), at, ...(field && { field }) });
      },
      change: (next, tag) => editor.change((old) => ({ ...old, content: next(old.content) }), tag),
      say,
    };
  }, [editor, content, collections, app, problems, search, navigate, first.uid]);
  const open = search.at !== undefined || search.side !== undefined;
  return (
    <DesignerProvider value={designer}>
      <div className="page designer">
        <Head />
        {editor.saving.state === "conflict" && <Conflict theirs={editor.saving.theirs} />}
        {search.look ? (
          <Preview />
        ) : (
          <div className="designer-desk">
            <Canvas />
            {phone ? (
              <>
                {!open && <Inspector />}
                <Drawer
                  open={open}
                  placement="bottom"
                  size="large"
                  title={t("designer.settings")}
                  closable={{ "aria-label": t("designer.close") }}
                  onClose={() => designer.open(search.in ? { in: search.in } : {})}
                >
                  <Inspector />
                </Drawer>
              </>
            ) : (
              <aside className="panel panel-pad designer-side" aria-label={t("designer.settings")}>
                <Inspector />
              </aside>
            )}
          </div>
        )}
        <Suspense>{search.bind && <Bind />}</Suspense>
        <div className="visually-hidden" role="status" aria-live="polite">
          {said}
        </div>
      </div>
    </DesignerProvider>
  );
}

export { loadBlocks } from "../applications/later-blocks";
