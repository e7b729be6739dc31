import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Execution } from "../api/types";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { retryRun } from "./data";

interface RetryProps {
  /** The run that ended badly. */
  run: number;
  /** What it is called, for those who hear the button without seeing what stands around it. */
  title: string;
  /** The step to begin at; the failed one when missing. */
  nodeId?: number;
  label?: string;
  small?: boolean;
  primary?: boolean;
  onDone?: (fresh: Execution) => void;
}

/** Retries a run. One press is one retry, however often the network makes it be sent. */
export function RetryButton({ run, title, nodeId, label, small, primary, onDone }: RetryProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const retry = useMutation({
    mutationFn: () => retryRun(run, key.current, nodeId),
    onSuccess: async (fresh) => {
      key.current = crypto.randomUUID();
      onDone?.(fresh);
      notify({ tone: "good", text: t("runs.retry.done", { title }) });
      await Promise.all(["executions", "receipts"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
    },
    onError: (e) => notify({ tone: "bad", text: t("runs.retry.failed", { title }), detail: <p>{explain(t, e)}</p> }),
  });
  const text = label ?? t("runs.retry.button");
  return (
    <Button
      size={small ? "small" : "middle"}
      type={primary ? "primary" : "default"}
      loading={retry.isPending}
      aria-label={`${text}: ${title}`}
      onClick={() => retry.mutate()}
    >
      {text}
    </Button>
  );
}
