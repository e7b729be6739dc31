import MoreOutlined from "@ant-design/icons/es/icons/MoreOutlined";
import { Button, Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { notify } from "../ui/notices";
import { useBench, useHand } from "./bench";
import type { Spot, Step } from "./tree";
import { meant } from "./use-keys";

// What was copied last, for browsers that let no page read their clipboard.
const last = { text: "" };

/** What can be done with a step, or with the trigger: everything that the keys do. */
export function StepMenu({ step }: { step: Step | undefined }) {
  const { t } = useTranslation();
  const { commands, names, fold, setRenaming, state } = useBench();
  const hand = useHand();
  const { collapsed, chosen } = hand;
  const title = step ? names.step(step) : state.doc.title || names.trigger(state.version.workflow.type);
  const keys = step && chosen.includes(step.key) ? chosen : step ? [step.key] : [];
  const spot: Spot = step ? { kind: "step", key: step.key } : { kind: "trigger" };
  const copy = async () => {
    last.text = commands.copy(keys);
    await navigator.clipboard?.writeText(last.text).catch(() => {});
  };
  const run: Record<string, () => void> = {
    add: () => commands.add({ upstream: step?.key ?? null, branch: null }),
    rename: () => setRenaming(step?.key ?? null),
    up: () => step && commands.moveBy(step.key, -1),
    down: () => step && commands.moveBy(step.key, 1),
    copy: () => void copy().then(() => notify({ tone: "good", text: t("canvas.copied", { count: keys.length }) })),
    cut: () => void copy().then(() => commands.remove(keys)),
    paste: () => void paste().then((text) => commands.paste(text, spot)),
    duplicate: () => commands.duplicate(keys),
    fold: () => step && fold(step.key),
    remove: () => commands.remove(meant(hand).length > 1 ? meant(hand) : keys),
  };
  const item = (key: string, label: string, keyName?: string) => ({ key, label, ...(keyName && { extra: keyName }) });
  const items: NonNullable<MenuProps["items"]> = [
    item("add", t("canvas.menu.add"), "+"),
    item("rename", t("canvas.menu.rename"), "F2"),
    ...(step
      ? [
          item("up", t("canvas.menu.up"), "Alt ↑"),
          item("down", t("canvas.menu.down"), "Alt ↓"),
          item("duplicate", t("canvas.menu.duplicate"), "Ctrl D"),
          item("copy", t("canvas.menu.copy"), "Ctrl C"),
          item("cut", t("canvas.menu.cut"), "Ctrl X"),
        ]
      : []),
    item("paste", t("canvas.menu.paste"), "Ctrl V"),
    ...(step && step.branches.length > 0
      ? [item("fold", t(collapsed.has(step.key) ? "canvas.menu.unfold" : "canvas.menu.fold"), "F")]
      : []),
    ...(step ? [{ ...item("remove", t("canvas.menu.remove"), "Del"), danger: true }] : []),
  ];
  return (
    <Dropdown
      trigger={["click"]}
      autoFocus
      menu={{
        items,
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation();
          run[key]?.();
        },
      }}
    >
      <Button
        className="step-menu nodrag"
        type="text"
        size="small"
        icon={<MoreOutlined />}
        aria-haspopup="menu"
        aria-label={t("canvas.menu.of", { step: title })}
      />
    </Dropdown>
  );
}

async function paste(): Promise<string> {
  try {
    return (await navigator.clipboard.readText()) || last.text;
  } catch {
    return last.text;
  }
}
