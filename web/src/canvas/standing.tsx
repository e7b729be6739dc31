import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { User, Workflow } from "../api/types";
import { useDates } from "../ui/format";
import { Tag } from "../ui/tag";
import type { Tone } from "../ui/tokens";
import { useBench } from "./bench";
import { versionsQuery } from "./queries";
import { draftOf } from "./remote";

const route = getRouteApi("/inside/workflows/$id");

/** What a version is among the others. */
export type Role = "published" | "off" | "draft" | "new" | "earlier";

export const roleTones: Record<Role, Tone> = {
  published: "good",
  off: "neutral",
  draft: "running",
  new: "running",
  earlier: "neutral",
};

/** What a version is: what runs, what would run if it were on, what is being worked on, or history. */
export function roleOf(w: Workflow, all: readonly Workflow[]): Role {
  if (w.enabled) return "published";
  if (w.current) return (w.versionStats?.executed ?? 0) > 0 || all.length > 1 ? "off" : "new";
  return draftOf(all)?.id === w.id ? "draft" : "earlier";
}

/** What people call somebody. */
export function personName(user: User | null | undefined): string {
  return user?.nickname || user?.username || user?.email || "";
}

/** What the open version is among the others, and what can be done about that. */
export function Standing() {
  const { t } = useTranslation();
  const { both } = useDates();
  const { state, published, changes, ask } = useBench();
  const { workflow } = state.version;
  const versions = useQuery(versionsQuery(workflow.key)).data ?? [];
  const navigate = route.useNavigate();
  const draft = draftOf(versions);
  const current = versions.find((v) => v.current);
  const role = roleOf(workflow, versions.length > 0 ? versions : [workflow]);
  const to = (id: number) => void navigate({ params: { id: String(id) }, search: (s) => s });
  const when = (w: Workflow) => (w.updatedAt ? both(w.updatedAt) : "");
  return (
    <div className="bench-standing">
      <Tag tone={roleTones[role]}>{t(`canvas.roles.${role}`)}</Tag>
      <Tag tone="neutral">{t(workflow.sync ? "canvas.sync" : "canvas.async")}</Tag>
      <span className="bench-standing-text">
        {role === "draft" && t("canvas.standing.draft")}
        {role === "new" && t("canvas.standing.new")}
        {role === "off" && t("canvas.standing.off")}
        {role === "earlier" && t("canvas.standing.earlier", { when: when(workflow), note: workflow.note ?? "" })}
        {role === "published" && !draft && t("canvas.standing.published")}
        {draft &&
          draft.id !== workflow.id &&
          t("canvas.standing.other", { who: personName(draft.updatedBy), when: when(draft) })}
      </span>
      {published && changes.length > 0 && (
        <button
          type="button"
          className="bench-link"
          onClick={() =>
            void navigate({ search: (s) => ({ ...(s.view && { view: s.view }), side: "changes" as const }) })
          }
        >
          {t("canvas.changes.link", { count: changes.length })}
        </button>
      )}
      {draft && draft.id !== workflow.id && (
        <Button size="small" onClick={() => to(draft.id)}>
          {t("canvas.toDraft")}
        </Button>
      )}
      {role === "draft" && (
        <Button size="small" onClick={() => ask({ kind: "discard" })}>
          {t("canvas.discard")}
        </Button>
      )}
      {role === "earlier" && (
        <Button size="small" onClick={() => ask({ kind: "rollBack", id: workflow.id })}>
          {t("canvas.rollBack")}
        </Button>
      )}
      {current && current.id !== workflow.id && (
        <Button size="small" onClick={() => to(current.id)}>
          {t("canvas.toPublished")}
        </Button>
      )}
    </div>
  );
}
