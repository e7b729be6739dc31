import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import { collectionsQuery } from "../api/model";
import { whenIdle } from "../ui/later";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Empty, Failed, Loading } from "../ui/states";
import { AppFrame } from "./app-frame";
import { builds, useMe } from "./mine";
import type { PageState } from "./page-state";
import { PageView } from "./page-view";
import { Presses } from "./presses";
import { publishedQuery } from "./queries";

const route = getRouteApi("/inside/apps/$app/$page");

// What a page opens when somebody acts on it.
const soon = [
  () => import("./popup-drawer"),
  () => import("./form-block"),
  () => import("./cell-editor"),
  () => import("./confirm"),
  () => import("../records/filter-builder"),
];

/** A page of an application, as it is published. */
export default function PagePage() {
  const { app, page: uid } = route.useParams();
  useEffect(() => whenIdle(...soon), []);
  return (
    <AppFrame app={app}>
      <Published key={uid} app={app} uid={uid} />
    </AppFrame>
  );
}

function Published({ app, uid }: { app: string; uid: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const page = useQuery(publishedQuery(uid));
  const collections = useQuery(collectionsQuery());
  const state = useAddressState();
  const edit = `/apps/${encodeURIComponent(app)}/${encodeURIComponent(uid)}/edit`;
  if (page.isPending) return <Loading />;
  if (page.isError) {
    const missing = page.error instanceof ApiError && page.error.status === 404;
    if (!missing) return <Failed error={page.error} retry={() => page.refetch()} />;
    const maker = builds(me);
    return (
      <Empty
        title={t("applications.unpublishedTitle")}
        actions={
          <>
            {maker && <Link to={edit}>{t("applications.editPage")}</Link>}
            <Link to="/apps">{t("applications.toAll")}</Link>
          </>
        }
      >
        <p>{t(maker ? "applications.unpublishedMaker" : "applications.unpublished")}</p>
      </Empty>
    );
  }
  const { title, published } = page.data;
  return (
    <div className="page">
      <PageHead
        title={title}
        tools={
          builds(me) && (
            <Link to={edit} className="page-edit">
              <EditOutlined aria-hidden /> {t("applications.editPage")}
            </Link>
          )
        }
      />
      <Presses place={uid} />
      {published.blocks.length === 0 ? (
        <Empty
          title={t("applications.emptyPageTitle")}
          actions={builds(me) && <Link to={edit}>{t("applications.editPage")}</Link>}
        >
          <p>{t("applications.emptyPage")}</p>
        </Empty>
      ) : (
        <Loaded query={collections}>
          {(known) => <PageView content={published} collections={known} application={app} page={uid} state={state} />}
        </Loaded>
      )}
    </div>
  );
}

/** What is open and how it is looked at, as the address has it. */
function useAddressState(): PageState {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return useMemo(
    () => ({
      record: search.record,
      views: search.view ?? {},
      popups: search.open ?? [],
      setView: (block, view) =>
        void navigate({
          search: (old) => {
            const { [block]: _, ...others } = old.view ?? {};
            const { view: __, ...rest } = old;
            const next = Object.keys(view).length > 0 ? { ...others, [block]: view } : others;
            return { ...rest, ...(Object.keys(next).length > 0 && { view: next }) };
          },
          resetScroll: false,
        }),
      setPopups: (open) =>
        void navigate({
          search: ({ open: _, ...rest }) => ({ ...rest, ...(open.length > 0 && { open: [...open] }) }),
          resetScroll: false,
        }),
    }),
    [search, navigate],
  );
}
