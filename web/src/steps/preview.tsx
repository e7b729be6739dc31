import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import type { NodePreview } from "../api/types";
import { role } from "../app/session";
import { explain } from "../ui/failures";
import { type Computed, preview } from "./data";
import { useFormScope } from "./form-context";
import "./preview.css";
import { useDelayed } from "./use-delayed";
import { useEngineText } from "./use-engine-text";

/** How long after the last key a preview is asked for, in milliseconds. */
const pause = 350;

/** What something would have given in the chosen past run; nothing is carried out for it. */
export function usePreview(what: Computed | undefined) {
  const { node, runId } = useFormScope();
  const asked = useDelayed(useDeferredValue(what && JSON.stringify(what)), pause);
  return useQuery<NodePreview>({
    queryKey: ["flow_nodes", "preview", role.get(), node?.id, runId, asked],
    enabled: node !== undefined && runId !== undefined && asked !== undefined,
    queryFn: ({ signal }) => preview(node?.id ?? 0, runId, JSON.parse(asked ?? "") as Computed, signal),
    placeholderData: (old) => (asked ? old : undefined),
    retry: false,
    staleTime: 60_000,
  });
}

/** The line below an input that says what it gives. */
export function PreviewLine({ query, fault }: { query: ReturnType<typeof usePreview>; fault?: string | undefined }) {
  const { t } = useTranslation();
  const { runId } = useFormScope();
  const engine = useEngineText();
  if (runId === undefined || (!query.data && !query.error)) return null;
  if (query.error) {
    const told = query.error instanceof ApiError ? engine(fault ?? query.error.message) : explain(t, query.error);
    return (
      <p className="preview preview-failed" role="status">
        <span className="preview-name">{t("steps.preview.fails")}</span> {told}
      </p>
    );
  }
  return (
    <p className="preview" role="status">
      <span className="preview-name">{t("steps.preview.gives")}</span>{" "}
      <code>{query.data ? shown(query.data) : ""}</code>
    </p>
  );
}

function shown({ value, cut }: NodePreview): string {
  if (cut) return `${String(value)}…`;
  return typeof value === "string" ? JSON.stringify(value) : JSON.stringify(value ?? null);
}
