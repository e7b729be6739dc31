import { useBlocker } from "@tanstack/react-router";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface LeaveProps {
  isChanged: boolean;
  /** Saves; undefined when it could not. */
  save: () => Promise<unknown>;
  discard: () => void;
}

interface Place {
  pathname: string;
  search: object;
}

/** Whether going there closes the step that is open here. */
function closes(here: Place, there: Place): boolean {
  const step = (p: Place) => JSON.stringify((p.search as Record<string, unknown>).step ?? null);
  return here.pathname !== there.pathname || step(here) !== step(there);
}

/** Asks what to do with unsaved changes when somebody leaves them. */
export function LeaveDialog({ isChanged, save, discard }: LeaveProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && closes(current, next),
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  const saveAndGo = async () => {
    setBusy(true);
    const saved = await save();
    setBusy(false);
    if (saved === undefined) blocker.reset();
    else blocker.proceed();
  };
  return (
    <Modal
      open
      title={t("steps.leave.title")}
      onCancel={blocker.reset}
      footer={
        <>
          <Button onClick={blocker.reset}>{t("steps.leave.stay")}</Button>
          <Button
            danger
            onClick={() => {
              discard();
              blocker.proceed();
            }}
          >
            {t("steps.leave.discard")}
          </Button>
          <Button type="primary" loading={busy} onClick={saveAndGo}>
            {t("steps.leave.save")}
          </Button>
        </>
      }
    >
      <p>{t("steps.leave.text")}</p>
    </Modal>
  );
}
