import ForkOutlined from "@ant-design/icons/es/icons/ForkOutlined";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nodeSpecsQuery } from "../steps/data";
import { Loaded } from "../ui/loaded";
import { State } from "../ui/states";
import { type Version, versionQuery } from "./queries";
import { Workbench } from "./workbench";

const route = getRouteApi("/inside/workflows/$id");

/** One version of a workflow, to look at and to be changed. */
export default function CanvasPage() {
  const { id } = route.useParams();
  const query = useQuery(versionQuery(Number(id)));
  // What was read stays: while the next version is on its way, and when it could not be read again.
  const [last, setLast] = useState<Version>();
  if (query.data && query.data !== last) setLast(query.data);
  const version = query.data ?? (query.isPending ? last : undefined);
  // What may stand where is known before anything can be put there.
  const specs = useQuery(nodeSpecsQuery());
  if (version && specs.data) return <Workbench key={version.workflow.key} read={version} wanted={Number(id)} />;
  if (version) return <Loaded query={specs}>{() => null}</Loaded>;
  return (
    <Loaded query={query} isEmpty={(v) => v === null} empty={<Gone />}>
      {() => null}
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
