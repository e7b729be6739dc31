import InboxOutlined from "@ant-design/icons/es/icons/InboxOutlined";
import LockOutlined from "@ant-design/icons/es/icons/LockOutlined";
import WarningOutlined from "@ant-design/icons/es/icons/WarningOutlined";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import { explain } from "./failures";
import "./states.css";

interface StateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  alert?: boolean;
  /** Whether it is all that the page has, so that its title is the page's. */
  whole?: boolean;
}

/** What a page says instead of its content. */
export function State({ icon, title, children, actions, alert, whole }: StateProps) {
  const Title = whole ? "h1" : "h2";
  return (
    <div className="state" role={alert ? "alert" : undefined}>
      <span className="state-icon" aria-hidden>
        {icon}
      </span>
      <Title>{title}</Title>
      <div className="state-text">{children}</div>
      {actions && <div className="state-actions">{actions}</div>}
    </div>
  );
}

/** Something is on its way. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="state-loading" role="status">
      <span className="visually-hidden">{t("states.loading")}</span>
      <div className="state-lines" aria-hidden>
        {["title", "a", "b", "c", "d", "last"].map((line) => (
          <span key={line} className={`state-line state-line-${line}`} />
        ))}
      </div>
    </div>
  );
}

/** There is nothing, and this is the next step. */
export function Empty({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <State icon={<InboxOutlined />} title={title} actions={actions}>
      {children}
    </State>
  );
}

/** It could not be loaded: why, what to tell whom, and another try. */
export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.status === 403) return <NoPermission error={error} />;
  return (
    <State
      alert
      icon={<WarningOutlined />}
      title={t("states.errorTitle")}
      actions={
        <Button type="primary" onClick={retry}>
          {t("states.retry")}
        </Button>
      }
    >
      <p>{explain(t, error)}</p>
      <Reference error={error} />
    </State>
  );
}

/** What support asks for: the code and the number of the request. */
function Reference({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  if (!(error instanceof ApiError)) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(`${error.code || error.status} ${error.requestId}`);
    setCopied(true);
  };
  return (
    <div className="reference">
      <dl>
        <div>
          <dt>{t("states.code")}</dt>
          <dd>
            <code>{error.code || error.status}</code>
          </dd>
        </div>
        {error.requestId && (
          <div>
            <dt>{t("states.request")}</dt>
            <dd>
              <code>{error.requestId}</code>
            </dd>
          </div>
        )}
      </dl>
      {navigator.clipboard && (
        <Button size="small" onClick={copy}>
          {copied ? t("states.copied") : t("states.copy")}
        </Button>
      )}
    </div>
  );
}

/** The role that counts has no permission: another one may. */
function NoPermission({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  return (
    <State
      alert
      icon={<LockOutlined />}
      title={t("states.noPermissionTitle")}
      actions={<Link to="/account">{t("states.toAccount")}</Link>}
    >
      <p>{t("states.noPermission")}</p>
      <Reference error={error} />
    </State>
  );
}

/** A page broke in the browser, or belongs to an older version of the server. */
export function Broken() {
  const { t } = useTranslation();
  return (
    <State
      alert
      icon={<WarningOutlined />}
      title={t("states.brokenTitle")}
      actions={
        <Button type="primary" onClick={() => window.location.reload()}>
          {t("states.reload")}
        </Button>
      }
    >
      <p>{t("states.broken")}</p>
    </State>
  );
}
