import ForkOutlined from "@ant-design/icons/es/icons/ForkOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../ui/loaded";
import { State } from "../ui/states";
import { type Version, versionQuery } from "./queries";
import { Workbench } from "./workbench";

const route = getRouteApi("/inside/workflows/$id");

/** One version of a workflow, to look at and to be changed. */
export default function CanvasPage() {
  const { id } = route.useParams();
  const query = useQuery(versionQuery(Number(id)));
  // While the next version of the same workflow is on its way, the one before it stays.
  const [last, setLast] = useState<Version>();
  if (query.data && query.data !== last) setLast(query.data);
  if (!query.data && last && !query.isError)
    return <Workbench key={last.workflow.key} read={last} wanted={Number(id)} />;
  return (
    <Loaded query={query} isEmpty={(v) => v === null} empty={<Gone />}>
      {(version) => version && <Workbench key={version.workflow.key} read={version} wanted={Number(id)} />}
    </Loaded>
  );
}

function Gone() {
  const { t } = useTranslation();
  return (
    <State
      whole
      icon={<ForkOutlined />}
      title={t("canvas.goneTitle")}
      actions={<Link to={"/workflows" as string}>{t("canvas.toList")}</Link>}
    >
      <p>{t("canvas.gone")}</p>
    </State>
  );
}
