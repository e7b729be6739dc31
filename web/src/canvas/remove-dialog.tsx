import { Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBench } from "./bench";
import { Dialog } from "./dialog";
import { countBelow } from "./layout";
import { usersOf } from "./references";
import { findStep, stepsOf } from "./tree";

/** Before steps go that others refer to, or that have branches: what else goes, and what stays. */
export function RemoveDialog({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation();
  const { ask, commands, state, names } = useBench();
  const [keep, setKeep] = useState<number>();
  const { line } = state.doc;
  const steps = keys.flatMap((key) => findStep(line, key) ?? []);
  const [only] = steps.length === 1 ? steps : [];
  const kept = new Set([...stepsOf(only?.branches.find((b) => b.index === keep)?.line ?? [])].map((s) => s.key));
  const gone = new Set([...stepsOf(steps)].map((s) => s.key).filter((key) => !kept.has(key)));
  const users = usersOf(line, gone, names.nodes ?? []);
  const filled = only?.branches.filter((b) => b.line.length > 0) ?? [];
  const name = only ? names.step(only) : t("canvas.steps", { count: steps.length });
  return (
    <Dialog
      title={t("canvas.remove.title", { step: name })}
      okText={t("canvas.remove.ok")}
      okButtonProps={{ danger: true }}
      cancelText={t("canvas.cancel")}
      onCancel={() => ask(undefined)}
      onOk={() => {
        ask(undefined);
        commands.removeNow(keys, keep);
      }}
    >
      {only && filled.length > 0 && (
        <>
          <p>{t("canvas.remove.branches", { count: countBelow(only) })}</p>
          <Radio.Group
            className="add-keep"
            aria-label={t("canvas.remove.keep")}
            value={keep ?? -1}
            onChange={(e) => setKeep(e.target.value < 0 ? undefined : e.target.value)}
            options={[
              { value: -1, label: t("canvas.remove.all") },
              ...filled.map((b) => ({
                value: b.index,
                label: t("canvas.remove.keepBranch", { branch: names.branch(b), count: b.line.length }),
              })),
            ]}
          />
        </>
      )}
      {users.length > 0 && (
        <div role="alert">
          <p>{t("canvas.remove.users")}</p>
          <ul className="bench-bullets">
            {users.map((s) => (
              <li key={s.key}>{names.step(s)}</li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
