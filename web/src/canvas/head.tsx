import MoreOutlined from "@ant-design/icons/es/icons/MoreOutlined";
import PlayCircleOutlined from "@ant-design/icons/es/icons/PlayCircleOutlined";
import RedoOutlined from "@ant-design/icons/es/icons/RedoOutlined";
import UndoOutlined from "@ant-design/icons/es/icons/UndoOutlined";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Dropdown, Segmented, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { usePhone } from "../ui/media";
import { notify } from "../ui/notices";
import { Tag } from "../ui/tag";
import { useBench } from "./bench";
import { checkQuery, versionsQuery } from "./queries";
import { roleOf } from "./standing";
import { useView } from "./steps";
import { TitleField } from "./title-field";

const route = getRouteApi("/inside/workflows/$id");

/** The workflow's name, whether it is on, and what can be done with it as a whole. */
export function Head() {
  const { t } = useTranslation();
  const { state, commands, ask } = useBench();
  const { workflow } = state.version;
  const onPhone = usePhone();
  const navigate = route.useNavigate();
  const view = useView();
  const versions = useQuery(versionsQuery(workflow.key)).data ?? [workflow];
  const publishable = ["draft", "new"].includes(roleOf(workflow, versions));
  return (
    <header className="bench-head">
      <div className="bench-name">
        <Link to={"/workflows" as string} className="bench-back">
          {t("canvas.toList")}
        </Link>
        <TitleField />
      </div>
      <div className="bench-tools">
        <Saved />
        <Button
          type="text"
          icon={<UndoOutlined />}
          aria-label={t("canvas.undo")}
          title={`${t("canvas.undo")} (Ctrl Z)`}
          disabled={!state.canUndo}
          onClick={commands.undo}
        />
        <Button
          type="text"
          icon={<RedoOutlined />}
          aria-label={t("canvas.redo")}
          title={`${t("canvas.redo")} (Ctrl ⇧ Z)`}
          disabled={!state.canRedo}
          onClick={commands.redo}
        />
        <Segmented
          aria-label={t("canvas.view")}
          value={view}
          options={[
            { value: "canvas", label: t("canvas.views.canvas") },
            { value: "outline", label: t("canvas.views.outline") },
          ]}
          onChange={(v) => void navigate({ search: (s) => ({ ...s, view: v === "outline" ? "outline" : "canvas" }) })}
        />
        <Problems />
        <OnOff versions={versions} />
        {!onPhone && (
          <Button icon={<PlayCircleOutlined />} onClick={() => ask({ kind: "run" })}>
            {t("canvas.run")}
          </Button>
        )}
        <More />
        {publishable && (
          <Button type="primary" onClick={() => ask({ kind: "publish" })}>
            {t("canvas.publish")}
          </Button>
        )}
      </div>
    </header>
  );
}

/** Whether everything is saved. */
function Saved() {
  const { t } = useTranslation();
  const { state } = useBench();
  return (
    <span className="bench-saved" role="status">
      {state.saved === "away" ? <Tag tone="attention">{t("canvas.saved.away")}</Tag> : t(`canvas.saved.${state.saved}`)}
    </span>
  );
}

function Problems() {
  const { t } = useTranslation();
  const { workflow } = useBench().state.version;
  const { side } = route.useSearch();
  const navigate = route.useNavigate();
  const problems = useQuery(checkQuery(workflow.id, workflow.updatedAt)).data;
  if (!problems) return null;
  const bad = problems.some((p) => p.severity === "error");
  return (
    <Button
      aria-expanded={side === "problems"}
      onClick={() =>
        void navigate({
          search: ({ side: s, ...rest }) => ({ ...rest, ...(s !== "problems" && { side: "problems" as const }) }),
        })
      }
    >
      {problems.length === 0 ? (
        t("canvas.problems.none")
      ) : (
        <Tag tone={bad ? "bad" : "attention"}>{t("canvas.problems.count", { count: problems.length })}</Tag>
      )}
    </Button>
  );
}

/** The switch of the whole workflow: whether its published version reacts. */
function OnOff({ versions }: { versions: readonly Workflow[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { editor } = useBench();
  const enabled = versions.find((v) => v.enabled);
  const current = versions.find((v) => v.current);
  const turn = useMutation({
    mutationFn: async (on: boolean) => {
      await editor.save();
      const id = on ? current?.id : enabled?.id;
      if (id) await call<Workflow[]>("workflows:update", { query: { filterByTk: id }, body: { enabled: on } });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["workflows"] }),
    onError: (e) => notify({ tone: "bad", text: explain(t, e) }),
  });
  return (
    <span className="bench-on">
      <Switch
        checked={enabled !== undefined}
        loading={turn.isPending}
        aria-label={t("canvas.on")}
        onChange={(on) => turn.mutate(on)}
      />
      <span aria-hidden>{t(enabled ? "canvas.isOn" : "canvas.isOff")}</span>
    </span>
  );
}

/** What is needed less often. */
function More() {
  const { t } = useTranslation();
  const { state, ask } = useBench();
  const { workflow } = state.version;
  const navigate = route.useNavigate();
  const side = (name: "versions" | "changes" | "bound") =>
    void navigate({ search: ({ step: _, field: __, ...s }) => ({ ...s, side: name }) });
  const run: Record<string, () => void> = {
    versions: () => side("versions"),
    bound: () => side("bound"),
    runs: () => void navigate({ to: "/runs" as string, search: { workflow: workflow.key } as never }),
    run: () => ask({ kind: "run" }),
    shortcuts: () => ask({ kind: "shortcuts" }),
  };
  const items = [
    { key: "versions", label: t("canvas.versions.title") },
    { key: "runs", label: t("canvas.runs") },
    { key: "bound", label: t("canvas.bound.title") },
    { key: "run", label: t("canvas.run") },
    { type: "divider" as const },
    { key: "shortcuts", label: t("canvas.shortcuts.title"), extra: "?" },
  ];
  return (
    <Dropdown
      trigger={["click"]}
      autoFocus
      placement="bottomRight"
      menu={{ items, onClick: ({ key }) => run[key]?.() }}
    >
      <Button icon={<MoreOutlined />} aria-haspopup="menu" aria-label={t("canvas.more")} />
    </Dropdown>
  );
}
