import { useQuery } from "@tanstack/react-query";
import { Alert, Input, Modal } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { explain } from "../ui/failures";
import "./consequences.css";
import { countQuery, usageQuery } from "./api";
import { Users } from "./users";

interface ConsequencesProps {
  title: string;
  collection: string;
  field?: string;
  /** What it means, one item each. */
  children: ReactNode;
  /** What has to be typed before: only where data is lost. */
  typed?: string | undefined;
  action: string;
  danger?: boolean;
  pending: boolean;
  error?: unknown;
  confirm: () => void;
  cancel: () => void;
}

/** Shows what a change brings with it before it is made: records, pages and workflows. */
export function Consequences(props: ConsequencesProps) {
  const { title, collection, field, children, typed, action, danger = false, pending, error, confirm, cancel } = props;
  const { t } = useTranslation();
  const usage = useQuery(usageQuery(collection, field));
  const [said, setSaid] = useState("");
  const id = useId();
  const missing = typed !== undefined && said.trim() !== typed;
  return (
    <Modal
      open
      title={title}
      onCancel={cancel}
      onOk={confirm}
      okText={action}
      cancelText={t("collections.cancel")}
      okButtonProps={{ danger, disabled: missing || usage.isPending, loading: pending }}
      cancelButtonProps={{ disabled: pending }}
      closable={{ "aria-label": t("collections.close") }}
    >
      <div className="consequences">
        <ul className="consequences-list">{children}</ul>
        {usage.isError ? (
          <Alert
            type="warning"
            showIcon
            title={explain(t, usage.error)}
            description={t("collections.consequences.unknown")}
          />
        ) : usage.isPending ? (
          <p className="soft" role="status">
            {t("collections.consequences.looking")}
          </p>
        ) : (
          <Users usage={usage.data} />
        )}
        {typed !== undefined && (
          <div className="consequences-typed">
            <label htmlFor={id}>{t("collections.consequences.type", { name: typed })}</label>
            <Input
              id={id}
              className="collections-code"
              value={said}
              autoComplete="off"
              onChange={(e) => setSaid(e.target.value)}
              onPressEnter={() => !missing && !pending && confirm()}
            />
          </div>
        )}
        {error != null && <Alert type="error" showIcon role="alert" title={explain(t, error)} />}
      </div>
    </Modal>
  );
}

interface CountedProps {
  collection: string;
  filter?: Record<string, unknown> | undefined;
  /** The sentence for a number of records. */
  say: (count: number) => string;
  /** What stands there when nobody can count. */
  otherwise: string;
}

/** A consequence that depends on how many records it is about. */
export function Counted({ collection, filter, say, otherwise }: CountedProps) {
  const { t } = useTranslation();
  const count = useQuery(countQuery(collection, filter));
  if (count.isPending) return <li className="soft">{t("collections.consequences.counting")}</li>;
  return <li>{typeof count.data === "number" ? say(count.data) : otherwise}</li>;
}
