import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import { Link } from "@tanstack/react-router";
import { Button, Spin } from "antd";
import type { TFunction } from "i18next";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, Unreachable } from "../api/errors";
import type { Failure } from "../api/types";
import { loadTexts } from "../app/i18n";
import { useStore } from "../app/store";
import { explain, wording } from "../ui/failures";
import { ToneIcon } from "../ui/tag";
import type { Tone } from "../ui/tokens";
import { dismiss, giveUp, type Phase, type Press, presses, textOf } from "./press";
import "./presses.css";

const Follow = lazy(async () => {
  const [{ Follow: component }] = await Promise.all([import("../runs/follow"), loadTexts("runs")]);
  return { default: component };
});

const tones: Record<Phase, Tone> = {
  sending: "running",
  repeating: "attention",
  unknown: "attention",
  stopped: "bad",
  done: "good",
  failedAfter: "bad",
};

/** What came of the presses that are told at a place, newest last. */
export function Presses({ place }: { place: string }) {
  const here = useStore(presses).filter((p) => p.place === place);
  const { t } = useTranslation();
  const last = here.at(-1);
  return (
    <>
      <p className="visually-hidden" role="status">
        {last && `${last.title}: ${sentence(t, last)}`}
      </p>
      {here.length > 0 && (
        <ul className="presses">
          {here.map((p) => (
            <PressCard key={p.id} press={p} />
          ))}
        </ul>
      )}
    </>
  );
}

/** How long it stays, in milliseconds, where all went well and nothing follows. */
const stay = 6000;

function PressCard({ press }: { press: Press }) {
  const { t } = useTranslation();
  const { id, phase, receiptId, messages, failures, outcome } = press;
  const tone = phase === "stopped" && outcome ? "attention" : tones[phase];
  const passing = phase === "done" && receiptId === undefined && messages.length === 0;
  useEffect(() => {
    if (!passing) return;
    const timer = setTimeout(() => dismiss(id), stay);
    return () => clearTimeout(timer);
  }, [passing, id]);
  const ended = phase !== "sending" && phase !== "repeating";
  return (
    <li className={`press press-${tone}`}>
      {phase === "sending" ? <Spin size="small" /> : <ToneIcon tone={tone} />}
      <div className="press-text">
        <p>
          <strong>{press.title}</strong> <span>{sentence(t, press)}</span>
        </p>
        <Said press={press} failures={failures} />
        {phase === "stopped" && receiptId !== undefined && (
          <Link to="/receipts/$id" params={{ id: String(receiptId) }}>
            {t("applications.press.why")}
          </Link>
        )}
        {(phase === "done" || phase === "failedAfter") && receiptId !== undefined && (
          <Suspense fallback={<Spin size="small" />}>
            <Follow receiptId={receiptId} told={press.said} />
          </Suspense>
        )}
      </div>
      {phase === "repeating" && (
        <Button size="small" onClick={() => giveUp(id)}>
          {t("applications.press.giveUp")}
        </Button>
      )}
      {ended && (
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={t("applications.press.dismiss", { title: press.title })}
          onClick={() => dismiss(id)}
        />
      )}
    </li>
  );
}

/** What workflows said, and what was refused. */
function Said({ press, failures }: { press: Press; failures: readonly Failure[] }) {
  const { t } = useTranslation();
  const lines = [
    ...failures.map((f) => said(t, f)),
    ...press.messages.map((m) => textOf(m.message)),
    ...(press.error !== undefined && press.phase === "stopped" && !(press.error instanceof ApiError)
      ? [explain(t, press.error)]
      : []),
  ];
  const reference =
    press.error instanceof ApiError && press.phase === "stopped" && !press.outcome ? press.error : undefined;
  return (
    <>
      {lines.length > 0 && (
        <ul className="press-lines">
          {lines.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice, and nothing is kept in a line
            <li key={`${i} ${line}`}>{line}</li>
          ))}
        </ul>
      )}
      {reference && reference.status >= 500 && (
        <p className="press-reference">
          {t("states.code")} <code>{reference.code || reference.status}</code>
          {reference.requestId && (
            <>
              {" · "}
              {t("states.request")} <code>{reference.requestId}</code>
            </>
          )}
        </p>
      )}
    </>
  );
}

const ofWorkflows = ["PRE_ACTION_", "POST_ACTION_"];

/** A refusal in words: what a workflow says as it says it. */
export function said(t: TFunction, failure: Pick<Failure, "code" | "message">): string {
  return ofWorkflows.some((p) => failure.code.startsWith(p)) ? failure.message : wording(t, failure);
}

/** How far a press has come, in a sentence. */
function sentence(t: TFunction, { phase, outcome, error, failures, verb }: Press): string {
  switch (phase) {
    case "sending":
      return t(`applications.press.sending.${verb}`);
    case "repeating":
      return t(error instanceof Unreachable ? "applications.press.lost" : "applications.press.busy");
    case "unknown":
      return t("applications.press.unknown");
    case "done":
      return t(`applications.press.done.${verb}`);
    case "failedAfter":
      return t(`applications.press.failedAfter.${verb}`);
    default:
      if (outcome === "intercepted") return t("applications.press.intercepted");
      if (outcome === "blocked") return t("applications.press.blocked");
      if (error instanceof ApiError && failures.length === 0) return t("applications.press.marked");
      return t(`applications.press.refused.${verb}`);
  }
}
