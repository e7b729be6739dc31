import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import type { BulkKind } from "./bulk";
import type { ListedRun } from "./data";
import { badly, ended } from "./status";

interface BulkToolsProps {
  chosen: readonly ListedRun[];
  act: (kind: BulkKind, runs: readonly ListedRun[]) => void;
  clear: () => void;
}

/** What can be done with the chosen runs. Each button says how many of them it concerns. */
export function BulkTools({ chosen, act, clear }: BulkToolsProps) {
  const { t } = useTranslation();
  if (chosen.length === 0) return <span className="soft">{t("runs.bulk.how")}</span>;
  const open = chosen.filter((r) => !ended(r.status));
  const failed = chosen.filter((r) => badly(r.status) && r.layer !== "pre-action");
  return (
    <>
      <span role="status">{t("runs.bulk.chosen", { count: chosen.length })}</span>
      <Act kind="retry" runs={failed} act={act} />
      <Act kind="cancel" runs={open} act={act} />
      <Button type="text" onClick={clear}>
        {t("runs.bulk.clear")}
      </Button>
    </>
  );
}

function Act({ kind, runs, act }: { kind: BulkKind; runs: readonly ListedRun[]; act: BulkToolsProps["act"] }) {
  const { t } = useTranslation();
  const label = t(`runs.bulk.${kind}`, { count: runs.length });
  return (
    <Popconfirm
      title={t(`runs.bulk.${kind}Ask`, { count: runs.length })}
      okText={label}
      cancelText={t("runs.bulk.keep")}
      disabled={runs.length === 0}
      onConfirm={() => act(kind, runs)}
    >
      <Button
        disabled={runs.length === 0}
        danger={kind === "cancel"}
        title={runs.length === 0 ? t(`runs.bulk.${kind}None`) : undefined}
      >
        {label}
      </Button>
    </Popconfirm>
  );
}
