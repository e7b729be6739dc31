import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { actionName } from "../pages/action-name";
import { Loaded } from "../ui/loaded";
import { PageHead } from "../ui/page-head";
import "../ui/page.css";
import { Empty } from "../ui/states";
import { OutcomeTag } from "../ui/tag";
import { receiptOf } from "./code";
import { receiptQuery } from "./data";
import { FindReceipt } from "./find";
import { ReceiptView } from "./receipt-view";

const route = getRouteApi("/inside/receipts/$id");

/** One action as a page, by its short code or its id. */
export default function ReceiptPage() {
  const { id } = route.useParams();
  const receipt = receiptOf(id);
  return receipt === undefined ? <Missing /> : <Known id={receipt} />;
}

function Known({ id }: { id: number }) {
  const { t } = useTranslation();
  const { me } = route.useRouteContext();
  const query = useQuery(receiptQuery(id));
  if (query.data === null) return <Missing />;
  return (
    <div className="page">
      <PageHead
        title={query.data ? actionName(t, query.data) : t("receipt.title")}
        back={{ to: "/actions", label: t("actions.title") }}
        mark={query.data && <OutcomeTag outcome={query.data.outcome} />}
      />
      <div className="panel panel-pad">
        <Loaded query={query}>{(found) => found && <ReceiptView receipt={found} me={me} />}</Loaded>
      </div>
    </div>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <PageHead title={t("receipt.title")} back={{ to: "/actions", label: t("actions.title") }} />
      <div className="panel">
        <Empty title={t("receipt.missingTitle")} actions={<FindReceipt />}>
          <p>{t("receipt.missing")}</p>
        </Empty>
      </div>
    </div>
  );
}
