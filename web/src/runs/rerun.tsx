import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { cancelRun, rerun } from "./data";

interface ActProps {
  run: number;
  title: string;
}

/** Does something with a run, once per press, and tells what became of it. */
function useAct(title: string, act: (key: string) => Promise<void>, name: "rerun" | "cancel") {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: () => act(key.current),
    onSuccess: async () => {
      key.current = crypto.randomUUID();
      notify({ tone: "good", text: t(`runs.${name}.done`, { title }) });
      await Promise.all(["executions", "receipts"].map((n) => queries.invalidateQueries({ queryKey: [n] })));
    },
    onError: (e) => {
      void queries.invalidateQueries({ queryKey: ["executions"] });
      notify({ tone: "bad", text: t(`runs.${name}.failed`, { title }), detail: <p>{explain(t, e)}</p> });
    },
  });
}

/** Drives a run that has not ended again. What waits is given up, so it is asked before. */
export function RerunButton({ run, title, nodeId, label }: ActProps & { nodeId?: number; label: string }) {
  const { t } = useTranslation();
  const act = useAct(title, (key) => rerun(run, key, nodeId), "rerun");
  return (
    <Popconfirm
      title={t("runs.rerun.ask")}
      okText={label}
      cancelText={t("runs.bulk.keep")}
      onConfirm={() => act.mutate()}
    >
      <Button
        size={nodeId === undefined ? "middle" : "small"}
        loading={act.isPending}
        aria-label={`${label}: ${title}`}
      >
        {label}
      </Button>
    </Popconfirm>
  );
}

/** Ends a run that has not ended. */
export function CancelButton({ run, title, small }: ActProps & { small?: boolean }) {
  const { t } = useTranslation();
  const act = useAct(title, (key) => cancelRun(run, key), "cancel");
  const label = t("runs.cancel.button");
  return (
    <Popconfirm
      title={t("runs.cancel.ask")}
      okText={label}
      cancelText={t("runs.bulk.keep")}
      onConfirm={() => act.mutate()}
    >
      <Button danger size={small ? "small" : "middle"} loading={act.isPending} aria-label={`${label}: ${title}`}>
        {label}
      </Button>
    </Popconfirm>
  );
}
