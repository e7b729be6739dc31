import CheckCircleOutlined from "@ant-design/icons/es/icons/CheckCircleOutlined";
import ClockCircleOutlined from "@ant-design/icons/es/icons/ClockCircleOutlined";
import CloseCircleOutlined from "@ant-design/icons/es/icons/CloseCircleOutlined";
import ExclamationCircleOutlined from "@ant-design/icons/es/icons/ExclamationCircleOutlined";
import MinusCircleOutlined from "@ant-design/icons/es/icons/MinusCircleOutlined";
import { useTranslation } from "react-i18next";
import type { Decision, Outcome } from "../api/types";
import "./tag.css";
import type { Tone } from "./tokens";

const icons = {
  good: CheckCircleOutlined,
  running: ClockCircleOutlined,
  attention: ExclamationCircleOutlined,
  bad: CloseCircleOutlined,
  neutral: MinusCircleOutlined,
};

/** The one colour language of status, for outcomes. */
export const outcomeTones: Record<Outcome, Tone> = {
  open: "running",
  saved: "good",
  triggered: "good",
  blocked: "attention",
  intercepted: "neutral",
  rolled_back: "bad",
  refused: "attention",
  failed_after_save: "bad",
  interrupted: "bad",
};

/** And for verdicts. */
export const verdictTones: Record<Decision, Tone> = {
  started: "good",
  skipped: "neutral",
  aborted: "attention",
  failed: "bad",
  blocked: "attention",
  intercepted: "neutral",
  rolled_back: "bad",
};

/** The icon of what a state means; a word must stand beside it. */
export function ToneIcon({ tone }: { tone: Tone }) {
  const Icon = icons[tone];
  return (
    <span className={`mark mark-${tone}`}>
      <Icon aria-hidden />
    </span>
  );
}

/** The statuses of executions and their steps, by their number in the API. */
const statuses = {
  "0": { name: "started", tone: "running" },
  "1": { name: "resolved", tone: "good" },
  "-1": { name: "failed", tone: "bad" },
  "-2": { name: "error", tone: "bad" },
  "-3": { name: "aborted", tone: "attention" },
  "-4": { name: "canceled", tone: "neutral" },
  "-5": { name: "rejected", tone: "bad" },
  "-6": { name: "retry_needed", tone: "attention" },
} as const satisfies Record<string, { name: string; tone: Tone }>;

const queued = { name: "queued", tone: "neutral" } as const;

/** What a status is called (in the texts `statuses`) and which tone it has. Null is an execution that waits to start. */
export function statusOf(status: number | null | undefined) {
  return statuses[String(status) as keyof typeof statuses] ?? queued;
}

export function StatusTag({ status }: { status: number | null | undefined }) {
  const { t } = useTranslation();
  const { name, tone } = statusOf(status);
  return <Tag tone={tone}>{t(`statuses.${name}`)}</Tag>;
}

/** A word about a state, with the icon and colour of what it means. */
export function Tag({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  const Icon = icons[tone];
  return (
    <span className={`tag tag-${tone}`}>
      <Icon aria-hidden />
      {children}
    </span>
  );
}

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  return <Tag tone={outcomeTones[outcome]}>{t(`outcomes.${outcome}`)}</Tag>;
}

export function VerdictTag({ verdict }: { verdict: Decision }) {
  const { t } = useTranslation();
  return <Tag tone={verdictTones[verdict]}>{t(`verdicts.${verdict}`)}</Tag>;
}

/** A verdict where there is little room: its icon, with the word for those who do not see it. */
export function VerdictMark({ verdict }: { verdict: Decision }) {
  const { t } = useTranslation();
  const tone = verdictTones[verdict];
  const Icon = icons[tone];
  return (
    <span className={`mark mark-${tone}`} title={t(`verdicts.${verdict}`)}>
      <Icon aria-hidden />
      <span className="visually-hidden">{t(`verdicts.${verdict}`)}</span>
    </span>
  );
}
