import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { useBench } from "./bench";
import { Changes } from "./changes";
import { Dialog } from "./dialog";
import { difference } from "./difference";
import { docOf } from "./editor";
import { versionQuery, versionsQuery } from "./queries";

const route = getRouteApi("/inside/workflows/$id");

/** Throws the open draft away. */
export function DiscardDialog() {
  const { t } = useTranslation();
  const { state, published, ask } = useBench();
  const { workflow } = state.version;
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const versions = useQuery(versionsQuery(workflow.key)).data;
  const current = versions?.find((v) => v.current);
  const discard = useMutation({
    mutationFn: () => call<number>("workflows:destroy", { query: { filterByTk: workflow.id }, body: {} }),
    onSuccess: async () => {
      ask(undefined);
      if (current) await navigate({ params: { id: String(current.id) }, search: (s) => s, replace: true });
      notify({ tone: "good", text: t("canvas.discarded") });
      await queries.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
  return (
    <Dialog
      title={t("canvas.discardTitle")}
      okText={t("canvas.discard")}
      okButtonProps={{ danger: true }}
      cancelText={t("canvas.cancel")}
      confirmLoading={discard.isPending}
      onOk={() => discard.mutate()}
      onCancel={() => ask(undefined)}
    >
      <p>{t("canvas.discardText")}</p>
      {published && <Changes list={difference(published, state.doc)} />}
      {discard.isError && <Alert type="error" showIcon role="alert" title={explain(t, discard.error)} />}
    </Dialog>
  );
}

/** Makes an earlier version the one that runs. */
export function RollBackDialog({ id }: { id: number }) {
  const { t } = useTranslation();
  const { state, published, ask } = useBench();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const version = useQuery(versionQuery(id));
  const running = published ?? state.doc;
  const rollBack = useMutation({
    mutationFn: () => call<Workflow[]>("workflows:update", { query: { filterByTk: id }, body: { enabled: true } }),
    onSuccess: async () => {
      ask(undefined);
      await navigate({ params: { id: String(id) }, search: (s) => s });
      notify({ tone: "good", text: t("canvas.rolledBack") });
      await queries.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
  return (
    <Dialog
      title={t("canvas.rollBackTitle")}
      okText={t("canvas.rollBack")}
      cancelText={t("canvas.cancel")}
      confirmLoading={rollBack.isPending}
      onOk={() => rollBack.mutate()}
      onCancel={() => ask(undefined)}
    >
      <p>{t("canvas.rollBackText")}</p>
      <Loaded query={version}>{(v) => v && <Changes list={difference(running, docOf(v))} />}</Loaded>
      {rollBack.isError && <Alert type="error" showIcon role="alert" title={explain(t, rollBack.error)} />}
    </Dialog>
  );
}
