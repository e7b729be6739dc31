import AppstoreOutlined from "@ant-design/icons/es/icons/AppstoreOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import SettingOutlined from "@ant-design/icons/es/icons/SettingOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import type { Application } from "../api/types";
import { ApplicationOrder } from "../designer/dialogs";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import { Empty } from "../ui/states";
import "./home.css";
import { builds, useMe } from "./mine";
import { applicationsQuery } from "./queries";

const route = getRouteApi("/inside/apps");
// What most people do not need at first comes later.
const ApplicationForm = lazy(async () => ({ default: (await import("./application-form")).ApplicationForm }));
const ApplicationIcon = lazy(() => import("./icon"));

/** The applications that one may use. */
export default function HomePage() {
  const { t } = useTranslation();
  const me = useMe();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const applications = useQuery(applicationsQuery());
  useLiveQueries(["definitions"], ["applications"]);
  const maker = builds(me);
  const [arranging, setArranging] = useState(false);
  const add = () => navigate({ search: { new: true } });
  const changed = applications.data?.find((a) => a.key === search.change);
  const close = () => navigate({ search: {}, replace: true });
  return (
    <div className="page">
      <PageHead
        title={t("applications.home.title")}
        intro={t("applications.home.intro")}
        tools={
          maker && (applications.data?.length ?? 0) > 0 ? (
            <>
              {(applications.data?.length ?? 0) > 1 && (
                <Button onClick={() => setArranging(true)}>{t("applications.arrange")}</Button>
              )}
              <Button icon={<PlusOutlined />} onClick={add}>
                {t("applications.home.new")}
              </Button>
            </>
          ) : undefined
        }
      />
      <Loaded query={applications} isEmpty={(list) => list.length === 0} empty={<Nothing maker={maker} add={add} />}>
        {(list) => (
          <ul className="home-cards">
            {list.map((a) => (
              <Card key={a.key} application={a} maker={maker} />
            ))}
          </ul>
        )}
      </Loaded>
      {arranging && <ApplicationOrder onClose={() => setArranging(false)} />}
      <Suspense>
        {maker && search.new && <ApplicationForm close={close} />}
        {maker && changed && <ApplicationForm application={changed} close={close} />}
      </Suspense>
    </div>
  );
}

function Card({ application, maker }: { application: Application; maker: boolean }) {
  const { t } = useTranslation();
  return (
    <li className="home-card">
      <span className="home-card-icon">
        {application.icon ? (
          <Suspense fallback={<AppstoreOutlined aria-hidden />}>
            <ApplicationIcon name={application.icon} />
          </Suspense>
        ) : (
          <AppstoreOutlined aria-hidden />
        )}
      </span>
      <div className="home-card-text">
        <h2>
          <Link to="/apps/$app" params={{ app: application.key }} className="home-card-link">
            {application.title}
          </Link>
        </h2>
        {application.description && <p className="soft">{application.description}</p>}
      </div>
      {maker && (
        <Link
          to="/apps"
          search={{ change: application.key }}
          className="home-card-change"
          aria-label={t("applications.home.change", { title: application.title })}
        >
          <SettingOutlined aria-hidden />
        </Link>
      )}
    </li>
  );
}

function Nothing({ maker, add }: { maker: boolean; add: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  if (!maker) {
    return (
      <Empty title={t("applications.home.noneTitle")} actions={<Link to="/account">{t("states.toAccount")}</Link>}>
        <p>{t("applications.home.none")}</p>
      </Empty>
    );
  }
  return (
    <Empty
      title={t("applications.home.emptyTitle")}
      actions={
        <>
          {me.check.allowAll && (
            <Link to="/welcome" className="home-welcome">
              {t("applications.home.welcome")}
            </Link>
          )}
          <Button type="primary" icon={<PlusOutlined />} onClick={add}>
            {t("applications.home.new")}
          </Button>
        </>
      }
    >
      <p>{t("applications.home.empty")}</p>
    </Empty>
  );
}
