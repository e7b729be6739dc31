import CompressOutlined from "@ant-design/icons/es/icons/CompressOutlined";
import ExpandOutlined from "@ant-design/icons/es/icons/ExpandOutlined";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Told } from "../api/errors";
import type { Workflow } from "../api/types";
import { StepPanel, TriggerPanel } from "../steps";
import { usePhone } from "../ui/media";
import { notify } from "../ui/notices";
import { Empty, Loading } from "../ui/states";
import { useBench } from "./bench";
import { Dock } from "./dock";
import { isFrozen } from "./editor";
import { readVersion } from "./queries";
import { DraftExists, remote } from "./remote";
import { findStep } from "./tree";

const route = getRouteApi("/inside/workflows/$id");

/** The step that is open: what it can use, its settings, what it gave. */
export function StepSide() {
  const { t } = useTranslation();
  const { state, names, setCursor } = useBench();
  const { step: key } = route.useSearch();
  const navigate = route.useNavigate();
  const onPhone = usePhone();
  const [wide, setWide] = useState(false);
  if (key === undefined) return null;
  const step = key === "trigger" ? undefined : findStep(state.doc.line, key);
  const close = () => {
    void navigate({ search: ({ step: _, field: __, ...s }) => s });
    if (step || key === "trigger") setCursor(step ? { kind: "step", key } : { kind: "trigger" }, true);
  };
  const title = step ? names.step(step) : key === "trigger" ? t("canvas.trigger") : t("canvas.stepGone");
  const label = wide ? t("canvas.panelSmall") : t("canvas.panelLarge");
  const tools = !onPhone && (
    <Button
      type="text"
      icon={wide ? <CompressOutlined /> : <ExpandOutlined />}
      aria-label={label}
      title={label}
      onClick={() => setWide(!wide)}
    />
  );
  return (
    <Dock title={title} close={close} wide={wide} tools={tools}>
      <Panel stepKey={key} known={step !== undefined} />
    </Dock>
  );
}

function Panel({ stepKey, known }: { stepKey: string; known: boolean }) {
  const { t } = useTranslation();
  const { state } = useBench();
  const { workflow } = state.version;
  const nodes = workflow.nodes ?? [];
  const { target, saved } = useWriting();
  useField();
  if (stepKey === "trigger") return <TriggerPanel workflow={workflow} target={target} onSaved={(w) => saved(w.id)} />;
  const node = nodes.find((n) => n.key === stepKey);
  if (!node && known) return <Loading />;
  if (!node) {
    return (
      <Empty title={t("canvas.stepGone")}>
        <p>{t("canvas.stepGoneText")}</p>
      </Empty>
    );
  }
  return (
    <StepPanel
      key={node.key}
      workflow={workflow}
      node={node}
      nodes={nodes}
      target={target}
      onSaved={(n) => saved(n.workflowId)}
    />
  );
}

/** Where a panel writes: into the version, or into a draft of it; and what follows when it did. */
function useWriting() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { editor } = useBench();
  const queries = useQueryClient();
  const target = async (): Promise<Workflow | undefined> => {
    await editor.save();
    const { version } = editor.get();
    if (!isFrozen(version)) return undefined;
    try {
      return (await remote.draft(version)).workflow;
    } catch (e) {
      if (!(e instanceof DraftExists)) throw e;
      const run = () => void navigate({ params: { id: String(e.id) }, search: (s) => s });
      notify({ tone: "attention", text: t("canvas.draftExists"), action: { label: t("canvas.toDraft"), run } });
      throw new Told(t("canvas.draftExists"));
    }
  };
  const saved = async (id: number) => {
    const version = await readVersion(id);
    if (version) editor.goOn(version);
    void queries.invalidateQueries({ queryKey: ["workflows"] });
  };
  return { target, saved: (id: number) => void saved(id) };
}

/** Leads to the setting that the address names, once it is there. */
function useField() {
  const { field } = route.useSearch();
  useEffect(() => {
    if (!field) return;
    const timer = setInterval(() => {
      const found = document.querySelector<HTMLElement>(
        `.bench-dock [data-path="${CSS.escape(field)}"], .ant-drawer [data-path="${CSS.escape(field)}"]`,
      );
      if (!found) return;
      clearInterval(timer);
      found.scrollIntoView({ block: "center" });
      found
        .querySelector<HTMLElement>("input, textarea, button, [tabindex], [contenteditable]")
        ?.focus({ preventScroll: true });
    }, 100);
    const end = setTimeout(() => clearInterval(timer), 3000);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [field]);
}
