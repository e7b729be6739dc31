import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Tag, ToneIcon } from "../ui/tag";
import type { Tone } from "../ui/tokens";
import { type Bulk, type BulkItem, tally } from "./bulk";
import "./bulk-panel.css";

const tones: Record<BulkItem["state"], Tone> = { waiting: "neutral", busy: "running", done: "good", failed: "bad" };

interface BulkPanelProps {
  bulk: Bulk;
  again: () => void;
  close: () => void;
}

/** What becomes of many runs that are cancelled or retried: the sum, and each that failed with the reason. */
export function BulkPanel({ bulk: { kind, items, busy }, again, close }: BulkPanelProps) {
  const { t } = useTranslation();
  const count = tally(items);
  const tone: Tone = busy ? "running" : count.failed === 0 ? "good" : count.done === 0 ? "bad" : "attention";
  const sum = busy
    ? t(`runs.bulk.${kind}Busy`, { done: count.done + count.failed, count: items.length })
    : [
        t(`runs.bulk.${kind}Done`, { count: count.done }),
        ...(count.failed ? [t("runs.bulk.failed", { count: count.failed })] : []),
      ].join(", ");
  return (
    <section className="panel panel-pad bulk" aria-label={t("runs.bulk.title")}>
      <div className="bulk-head">
        <div role="status">
          <Tag tone={tone}>{sum}</Tag>
        </div>
        {!busy && (
          <div className="bulk-tools">
            {count.failed > 0 && <Button onClick={again}>{t("runs.bulk.again")}</Button>}
            <Button onClick={close}>{t("runs.bulk.close")}</Button>
          </div>
        )}
      </div>
      <ul className="bulk-items">
        {items.map((item) => (
          <li key={item.id}>
            <ToneIcon tone={tones[item.state]} />
            <span className="visually-hidden">{t(`runs.bulk.${item.state}`)}: </span>
            <Link to="/runs/$id" params={{ id: String(item.fresh ?? item.id) }}>
              {item.title}
            </Link>
            {item.why && <span className="bulk-why">{item.why}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
