import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Navigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { lazily } from "../ui/lazily";
import { PageHead } from "../ui/page-head";
import { Empty, Failed, Loading } from "../ui/states";
import { AppFrame } from "./app-frame";
import { firstPage } from "./menu";
import { useMenu } from "./menu-view";
import { builds, useMe } from "./mine";
import { applicationsQuery } from "./queries";

const AddPage = lazily(async () => (await import("./add-page")).AddPage, <Loading />);

const route = getRouteApi("/inside/apps/$app");

/** Leads on to the first page of an application; one that has none says how to make it. */
export default function ApplicationPage() {
  const { t } = useTranslation();
  const { app } = route.useParams();
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const applications = useQuery(applicationsQuery());
  const { lines, pages, error, retry } = useMenu(app);
  const application = applications.data?.find((a) => a.key === app);
  if (error) return <Failed error={error} retry={retry} />;
  if (applications.isError) return <Failed error={applications.error} retry={() => applications.refetch()} />;
  if (!lines || !applications.data) return <Loading />;
  const maker = builds(me);
  if (!application) {
    return (
      <Empty
        title={t("applications.noApplicationTitle")}
        actions={<Button onClick={() => navigate({ to: "/apps" })}>{t("applications.toAll")}</Button>}
      >
        <p>{t("applications.noApplication")}</p>
      </Empty>
    );
  }
  const first = firstPage(lines) ?? pages?.find((p) => p.applicationKey === app)?.uid;
  if (first && !(add && maker)) return <Navigate to="/apps/$app/$page" params={{ app, page: first }} replace />;
  return (
    <AppFrame app={app}>
      <div className="page">
        <PageHead title={application.title} {...(application.description && { intro: application.description })} />
        {add && maker ? (
          <AddPage app={app} />
        ) : (
          <Empty
            title={t("applications.noPageTitle")}
            actions={
              maker && (
                <Button type="primary" onClick={() => navigate({ search: { add: true } })}>
                  {t("applications.addPage")}
                </Button>
              )
            }
          >
            <p>{t(maker ? "applications.noPageMaker" : "applications.noPage")}</p>
          </Empty>
        )}
      </div>
    </AppFrame>
  );
}
