import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import { Button } from "antd";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { createStore, useStore } from "../app/store";
import "./notices.css";
import { ToneIcon } from "./tag";
import type { Tone } from "./tokens";

/** Something to tell beside the page, in the reader's language. */
export interface Notice {
  tone: Tone;
  text: string;
  /** More than a sentence: a list of messages, a link. */
  detail?: ReactNode;
  /** What can be done about it. */
  action?: { label: string; run: () => void };
}

const notices = createStore<readonly (Notice & { id: number })[]>([]);
let last = 0;

/** How long good news stay, in milliseconds. Everything else stays until it is dismissed. */
const stay = 6000;

/** Tells something. Returns how to take it back. */
export function notify(notice: Notice): () => void {
  last += 1;
  const id = last;
  notices.set([...notices.get().slice(-2), { ...notice, id }]);
  return () => dismiss(id);
}

function dismiss(id: number) {
  notices.set(notices.get().filter((n) => n.id !== id));
}

/** The place where notices appear: one, in the shell. */
export function Notices() {
  const shown = useStore(notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map((n) => (
        <Card key={n.id} notice={n} close={() => dismiss(n.id)} />
      ))}
    </div>
  );
}

function Card({ notice, close }: { notice: Notice & { id: number }; close: () => void }) {
  const { t } = useTranslation();
  const { tone, text, detail, action, id } = notice;
  useEffect(() => {
    if (tone !== "good") return;
    const timer = setTimeout(() => dismiss(id), stay);
    return () => clearTimeout(timer);
  }, [tone, id]);
  return (
    <div className={`notice notice-${tone}`}>
      <ToneIcon tone={tone} />
      <div className="notice-text">
        <p>{text}</p>
        {detail}
      </div>
      {action && (
        <Button
          size="small"
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("notices.dismiss")} onClick={close} />
    </div>
  );
}
