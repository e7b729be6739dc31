import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { kindOfAddress } from "./address";
import { iconOf } from "./icons";
import { type MenuLine, menuTree } from "./menu";
import { menuQuery, pagesQuery } from "./queries";

/** The menu of an application; undefined while it is on its way. */
export function useMenu(app: string) {
  const entries = useQuery(menuQuery(app));
  const pages = useQuery(pagesQuery());
  const lines = entries.data && pages.data && menuTree(entries.data, pages.data);
  return {
    lines,
    pages: pages.data,
    error: entries.error ?? pages.error,
    retry: () => void Promise.all([entries.refetch(), pages.refetch()]),
  };
}

/** The lines of a menu, groups with their names. */
export function MenuLines({ app, lines }: { app: string; lines: readonly MenuLine[] }) {
  return (
    <ul className="app-menu-lines">
      {lines.map((line) => (
        <li key={line.entry.id}>
          <Line app={app} line={line} />
          {line.children.length > 0 && <MenuLines app={app} lines={line.children} />}
        </li>
      ))}
    </ul>
  );
}

function Line({ app, line: { entry, title } }: { app: string; line: MenuLine }) {
  const { t } = useTranslation();
  const Icon = iconOf(entry.icon);
  const inner = (
    <>
      {Icon && <Icon aria-hidden />}
      {title}
    </>
  );
  if (entry.type === "group") return <span className="app-menu-group">{inner}</span>;
  if (entry.type === "page" && entry.pageUid) {
    return (
      <Link
        to="/apps/$app/$page"
        params={{ app, page: entry.pageUid }}
        className="app-menu-line"
        activeOptions={{ includeSearch: false }}
      >
        {inner}
      </Link>
    );
  }
  const url = entry.url ?? "";
  const kind = kindOfAddress(url);
  if (!kind) return <span className="app-menu-line soft">{inner}</span>;
  return kind === "here" ? (
    <a href={url} className="app-menu-line">
      {inner}
    </a>
  ) : (
    <a href={url} className="app-menu-line" target="_blank" rel="noopener noreferrer">
      {inner}
      <span className="visually-hidden">{t("applications.newWindow")}</span>
    </a>
  );
}
