import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import MenuOutlined from "@ant-design/icons/es/icons/MenuOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import { MenuEditor } from "../designer/dialogs";
import { usePhone } from "../ui/media";
import { SideDrawer } from "../ui/side-drawer";
import "./app-frame.css";
import { MenuLines, useMenu } from "./menu-view";
import { builds, useMe } from "./mine";
import { applicationsQuery } from "./queries";

/** What the pages of an application have around them: its name and menu, on a phone in a drawer. */
export function AppFrame({ app, children }: { app: string; children: ReactNode }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const me = useMe();
  const application = useQuery(applicationsQuery()).data?.find((a) => a.key === app);
  const { lines } = useMenu(app);
  const [open, setOpen] = useState(false);
  const [arranging, setArranging] = useState(false);
  const editor = arranging && <MenuEditor application={app} onClose={() => setArranging(false)} />;
  const path = useRouterState({ select: (s) => s.location.pathname });
  useLiveQueries(["definitions"], ["menuEntries"], ["pages"], ["collections"]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address closes it
  useEffect(() => setOpen(false), [path]);
  const menu = (
    <nav aria-label={t("applications.menu", { title: application?.title ?? "" })}>
      {lines && <MenuLines app={app} lines={lines} />}
      {builds(me) && (
        <Link to="/apps/$app" params={{ app }} search={{ add: true }} className="app-menu-line app-menu-add">
          <PlusOutlined aria-hidden />
          {t("applications.addPage")}
        </Link>
      )}
      {builds(me) && (
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-haspopup="dialog"
          onClick={() => setArranging(true)}
        >
          {t("applications.editMenu")}
        </Button>
      )}
    </nav>
  );
  const name = (
    <Link to="/apps" className="app-frame-back">
      {t("applications.home.title")}
    </Link>
  );
  if (phone) {
    return (
      <div className="app-frame">
        <div className="app-frame-bar">
          {name}
          <Button icon={<MenuOutlined />} aria-haspopup="dialog" onClick={() => setOpen(true)}>
            {application?.title ?? t("applications.pages")}
          </Button>
        </div>
        <SideDrawer open={open} title={application?.title} close={() => setOpen(false)}>
          {menu}
        </SideDrawer>
        <div className="app-frame-content">{children}</div>
        {editor}
      </div>
    );
  }
  return (
    <div className="app-frame">
      <div className="app-frame-side">
        {name}
        <p className="app-frame-title">{application?.title}</p>
        {menu}
      </div>
      <div className="app-frame-content">{children}</div>
      {editor}
    </div>
  );
}
