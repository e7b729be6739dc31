import HistoryOutlined from "@ant-design/icons/es/icons/HistoryOutlined";

/** The pages that the navigation shows, in its order. */
export const navigation = [{ to: "/actions", label: "actions.title", Icon: HistoryOutlined }] as const;

/** Where a session begins. */
export const start = "/actions";

/** Where to go on after signing in: an address of this app, else the start page. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !/^\/[/\\]/.test(next) && !next.startsWith("/sign-in") ? next : start;
}
