import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Me, receiptQuery, workflowTitlesQuery } from "../api/calls";
import type { Receipt, Verdict } from "../api/types";
import { roleName } from "../app/roles";
import { useDates } from "../ui/format";
import { usePhone } from "../ui/media";
import { Empty, Failed, Loading } from "../ui/states";
import { OutcomeTag, VerdictTag } from "../ui/tag";
import { size } from "../ui/tokens";
import { actionName } from "./action-name";
import "./receipt.css";

/** One action in a drawer: what it came to, and every workflow that was considered for it with the reason. */
export default function ReceiptDrawer({ id, me, close }: { id: number; me: Me; close: () => void }) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const receipt = useQuery(receiptQuery(id));
  return (
    <Drawer
      open
      onClose={close}
      size={onPhone ? "100%" : size.drawer}
      title={t("receipt.title")}
      closable={{ "aria-label": t("receipt.close") }}
    >
      {receipt.isPending ? (
        <Loading />
      ) : receipt.isError ? (
        <Failed error={receipt.error} retry={() => receipt.refetch()} />
      ) : receipt.data === null ? (
        <Empty title={t("receipt.missingTitle")}>
          <p>{t("receipt.missing")}</p>
        </Empty>
      ) : (
        <Story receipt={receipt.data} me={me} />
      )}
    </Drawer>
  );
}

function Story({ receipt, me }: { receipt: Receipt; me: Me }) {
  const { t } = useTranslation();
  const chain = receipt.chain ?? [];
  const keys = [...new Set([...receipt.verdicts, ...chain].map((v) => v.key))].sort();
  const titles = useQuery(workflowTitlesQuery(me, keys)).data;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="receipt" tabIndex={0} aria-label={actionName(t, receipt)}>
      <div className="receipt-outcome">
        <h2>{actionName(t, receipt)}</h2>
        <OutcomeTag outcome={receipt.outcome} />
        <p>{t(`outcomeMeans.${receipt.outcome}`)}</p>
      </div>
      <Facts receipt={receipt} />
      <section>
        <h2>{t("receipt.verdicts")}</h2>
        {receipt.verdicts.length > 0 ? (
          <Verdicts list={receipt.verdicts} titles={titles} />
        ) : (
          <p className="soft">{t("receipt.verdictsNone")}</p>
        )}
      </section>
      {chain.length > 0 && (
        <section>
          <h2>{t("receipt.chain")}</h2>
          <p className="soft">{t("receipt.chainHelp")}</p>
          <Verdicts list={chain} titles={titles} />
        </section>
      )}
    </section>
  );
}

function Facts({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <dl className="receipt-facts">
      {receipt.createdAt && (
        <Fact name={t("receipt.time")}>
          {dates.exact(receipt.createdAt)}
          {receipt.closedAt && dates.clock(receipt.closedAt) !== dates.clock(receipt.createdAt) && (
            <span className="soft">, {t("receipt.took", { time: dates.clock(receipt.closedAt) })}</span>
          )}
        </Fact>
      )}
      {receipt.roleName && <Fact name={t("receipt.role")}>{roleName(t, receipt.roleName)}</Fact>}
      {receipt.button && (
        <Fact name={t("receipt.button")}>
          <code>{receipt.button}</code>
        </Fact>
      )}
      {receipt.keys.length > 0 && (
        <Fact name={t("receipt.keys")}>
          <code>{receipt.keys.join(", ")}</code>
        </Fact>
      )}
      <Fact name={t("receipt.receipt")}>
        <code>{receipt.id}</code>
      </Fact>
      {receipt.requestId && (
        <Fact name={t("receipt.request")}>
          <code>{receipt.requestId}</code>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Verdicts({ list, titles }: { list: Verdict[]; titles: Map<string | null, string | null> | undefined }) {
  const { t } = useTranslation();
  return (
    <ul className="receipt-verdicts">
      {list.map((v, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: verdicts have no id and never change their order
        <li key={i}>
          <div className="receipt-verdict">
            <strong>{titles?.get(v.key) ?? v.key}</strong>
            <VerdictTag verdict={v.verdict} />
          </div>
          <p>{means(v, t)}</p>
          {v.workflowId !== null && (
            <p className="receipt-small soft">
              {t(`layers.${v.layer}`)}, {t(`modes.${mode(v)}`)}
              {v.count > 0 && `, ${t("receipt.executions", { count: v.count })}`}
            </p>
          )}
          {v.causedBy && (
            <p className="receipt-small soft">
              {t("receipt.causedBy", { node: v.causedBy.nodeKey, execution: v.causedBy.executionId })}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function mode(v: Verdict): "sync" | "async" {
  return v.mode === "sync" ? "sync" : "async";
}

/** Why it went like this, in words: the reason where there is one. */
function means(v: Verdict, t: ReturnType<typeof useTranslation>["t"]): string {
  return v.reason ? t(`reasons.${v.reason}`) : t(`verdictMeans.${v.verdict}`);
}
