import HistoryOutlined from "@ant-design/icons/es/icons/HistoryOutlined";
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
    entries: [{ to: "/actions", label: "navigation.actions", Icon: HistoryOutlined }],
  },
];

/** Whether a page belongs to what somebody's role may do. The server decides; this only spares dead ends. */
export function offered({ check }: Me, { snippet }: Pick<Entry, "snippet">): boolean {
  return !snippet || check.allowAll || grants(check.snippets, snippet);
}

/** Where a session begins. */
export const start = "/actions";

/** Where to go on after signing in: an address of this app, else the start page. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !/^\/[/\\]/.test(next) && !next.startsWith("/sign-in") ? next : start;
}
