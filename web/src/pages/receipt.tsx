import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { receiptCode } from "../runs/code";
import { receiptQuery } from "../runs/data";
import { ReceiptView } from "../runs/receipt-view";
import { usePhone } from "../ui/media";
import { Empty, Failed, Loading } from "../ui/states";
import { OutcomeTag } from "../ui/tag";
import { size } from "../ui/tokens";
import { actionName } from "./action-name";

/** One action in a drawer. */
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
      extra={
        <Link to="/receipts/$id" params={{ id: receiptCode(id) }}>
          {t("receipt.page")}
        </Link>
      }
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
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <section tabIndex={0} aria-label={actionName(t, receipt.data)}>
          <div className="receipt-head">
            <h2>{actionName(t, receipt.data)}</h2>
            <OutcomeTag outcome={receipt.data.outcome} />
          </div>
          <ReceiptView receipt={receipt.data} me={me} />
        </section>
      )}
    </Drawer>
  );
}
