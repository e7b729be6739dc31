import AppstoreOutlined from "@ant-design/icons/es/icons/AppstoreOutlined";
import BranchesOutlined from "@ant-design/icons/es/icons/BranchesOutlined";
import DashboardOutlined from "@ant-design/icons/es/icons/DashboardOutlined";
import HistoryOutlined from "@ant-design/icons/es/icons/HistoryOutlined";
import PlayCircleOutlined from "@ant-design/icons/es/icons/PlayCircleOutlined";
import SafetyOutlined from "@ant-design/icons/es/icons/SafetyOutlined";
import SettingOutlined from "@ant-design/icons/es/icons/SettingOutlined";
import TableOutlined from "@ant-design/icons/es/icons/TableOutlined";
import TeamOutlined from "@ant-design/icons/es/icons/TeamOutlined";
import WarningOutlined from "@ant-design/icons/es/icons/WarningOutlined";
import type { ComponentType } from "react";
import { grants, type Me } from "../api/calls";
import type english from "../locales/en-US";

type Label = `navigation.${keyof (typeof english)["texts"]["navigation"] & string}`;

interface Entry {
  to: string;
  label: Label;
  Icon: ComponentType<{ "aria-hidden"?: boolean }>;
  /** Who sees it: those whose role has the snippet. Without it: everybody. */
  snippet?: string;
}

/** The pages that the navigation shows, in groups and in their order. */
export const navigation: readonly { label: Label; entries: readonly Entry[] }[] = [
  {
    label: "navigation.work",
    entries: [
      { to: "/apps", label: "navigation.applications", Icon: AppstoreOutlined },
      { to: "/actions", label: "navigation.actions", Icon: HistoryOutlined },
    ],
  },
  {
    label: "navigation.build",
    entries: [
      {
        to: "/collections",
        label: "navigation.collections",
        Icon: TableOutlined,
        snippet: "pm.data-source-manager.data-source-main",
      },
      {
        to: "/workflows",
        label: "navigation.workflows",
        Icon: BranchesOutlined,
        snippet: "pm.workflow.workflows",
      },
    ],
  },
  {
    label: "navigation.manage",
    entries: [
      { to: "/runs", label: "navigation.runs", Icon: PlayCircleOutlined, snippet: "pm.workflow.workflows" },
      { to: "/failures", label: "navigation.failures", Icon: WarningOutlined, snippet: "pm.workflow.workflows" },
      { to: "/queue", label: "navigation.queue", Icon: DashboardOutlined, snippet: "pm.workflow.workflows" },
      { to: "/users", label: "navigation.users", Icon: TeamOutlined, snippet: "pm.users" },
      { to: "/roles", label: "navigation.roles", Icon: SafetyOutlined, snippet: "pm.acl.roles" },
      {
        to: "/settings",
        label: "navigation.settings",
        Icon: SettingOutlined,
        snippet: "pm.system-settings.system-settings",
      },
    ],
  },
];

/** Whether a page belongs to what somebody's role may do. The server decides; this only spares dead ends. */
export function offered({ check }: Me, { snippet }: Pick<Entry, "snippet">): boolean {
  return !snippet || check.allowAll || grants(check.snippets, snippet);
}

/** Where a session begins. */
export const start = "/apps";

/** Where to go on after signing in: an address of this app, else the start page. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !/^\/[/\\]/.test(next) && !next.startsWith("/sign-in") ? next : start;
}
