import MenuOutlined from "@ant-design/icons/es/icons/MenuOutlined";
import UserOutlined from "@ant-design/icons/es/icons/UserOutlined";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, settingsQuery, signOut } from "../api/calls";
import { knock, reachable } from "../api/client";
import { forgetDrafts } from "../applications/drafts";
import { useOnce, whenIdle } from "../ui/later";
import { Logo } from "../ui/logo";
import { MenuButton } from "../ui/menu-button";
import { Notices } from "../ui/notices";
import { SideDrawer } from "../ui/side-drawer";
import { LanguageChooser, ThemeChooser } from "./choosers";
import { navigation, offered } from "./pages";
import { roleName } from "./roles";
import { end, expired, token } from "./session";
import "./shell.css";
import { useStore } from "./store";

const route = getRouteApi("/inside");

// It is there before it is needed, but not before the page.
const again = () => import("./expired");
const Expired = lazy(again);

/** What every page has around it. */
export default function Shell() {
  const { t } = useTranslation();
  const product = useQuery(settingsQuery).data?.title || "Sequitur";
  const { me: loaded } = route.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const leave = useLeave();
  const over = useOnce(useStore(expired));
  useEffect(() => whenIdle(again), []);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("shell.skip")}
      </a>
      <header className="shell-header">
        <PhoneNavigation />
        <Link to="/" className="shell-product">
          <Logo />
          <span>{product}</span>
        </Link>
        <div className="shell-tools">
          <LanguageChooser />
          <ThemeChooser />
          <UserMenu leave={leave} />
        </div>
      </header>
      <div className="shell-side">
        <Navigation />
      </div>
      <main id="content" className="shell-content" tabIndex={-1}>
        <Away />
        <Outlet />
      </main>
      <Notices />
      {over && (
        <Suspense>
          <Expired me={me} leave={leave} />
        </Suspense>
      )}
    </div>
  );
}

/** Ends the session here, whatever the server says to that, and leads to the sign-in page. */
function useLeave() {
  const queries = useQueryClient();
  const router = useRouter();
  const gone = useStore(token) === "";
  // Signed out in another tab: this one must not show on what it has.
  useEffect(() => {
    if (!gone) return;
    queries.clear();
    void router.navigate({ to: "/sign-in", replace: true });
  }, [gone, queries, router]);
  return async () => {
    await signOut().catch(() => {});
    forgetDrafts();
    end();
  };
}

function UserMenu({ leave }: { leave: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const { me: loaded } = route.useRouteContext();
  const { user, check } = useQuery(meQuery).data ?? loaded;
  const name = user.nickname || user.username || user.email || "";
  return (
    <MenuButton
      icon={<UserOutlined />}
      label={t("shell.userMenu", { name })}
      head={
        <>
          <strong>{name}</strong>
          <br />
          <span className="soft">{roleName(t, check.role, check.titles?.[check.role])}</span>
        </>
      }
      items={[
        { key: "account", label: t("shell.account") },
        { key: "leave", label: t("shell.signOut"), apart: true },
      ]}
      onChoose={(key) => {
        if (key === "account") void router.navigate({ to: "/account" });
        if (key === "leave") leave();
      }}
    >
      <span className="chooser-value shell-name">{name}</span>
    </MenuButton>
  );
}

function Navigation() {
  const { t } = useTranslation();
  const { me: loaded } = route.useRouteContext();
  const me = useQuery(meQuery).data ?? loaded;
  const groups = navigation
    .map((g) => ({ ...g, entries: g.entries.filter((e) => offered(me, e)) }))
    .filter((g) => g.entries.length > 0);
  return (
    <nav aria-label={t("shell.navigation")}>
      {groups.map((g) => (
        <section key={g.label} className="shell-group" aria-label={t(g.label)}>
          {groups.length > 1 && <h2 className="shell-group-name">{t(g.label)}</h2>}
          <ul className="shell-pages">
            {g.entries.map(({ to, label, Icon }) => (
              <li key={to}>
                <Link to={to} className="shell-page" activeOptions={{ includeSearch: false }}>
                  <Icon aria-hidden />
                  {t(label)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function PhoneNavigation() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (s) => s.location.href });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address closes it
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="shell-phone-menu">
      <Button
        type="text"
        icon={<MenuOutlined />}
        aria-label={t("shell.menu")}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      />
      <SideDrawer open={open} title={t("shell.menu")} close={() => setOpen(false)}>
        <Navigation />
      </SideDrawer>
    </div>
  );
}

/** Says so while the server is away, and looks for it. Queries that failed meanwhile are asked again. */
function Away() {
  const { t } = useTranslation();
  const here = useStore(reachable);
  const queries = useQueryClient();
  useEffect(() => {
    if (here) return;
    const timer = setInterval(async () => {
      if (await knock()) void queries.invalidateQueries();
    }, 3000);
    return () => clearInterval(timer);
  }, [here, queries]);
  return (
    <div role="status">{!here && <Alert className="shell-away" type="warning" showIcon title={t("shell.away")} />}</div>
  );
}
