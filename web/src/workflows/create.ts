import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import type { Workflow } from "../api/types";

/** A new workflow as the API takes it. With nodes it is made whole, or not at all. */
export interface Body {
  title: string;
  type: string;
  sync?: boolean;
  enabled?: boolean;
  config: Record<string, unknown>;
  nodes?: readonly object[];
}

/** Makes a workflow. Sent again after a failure on the way, the same one is made once. */
export function useCreate(onCreated: (workflow: Workflow) => void) {
  const queries = useQueryClient();
  const act = useRef({ text: "", key: "" });
  return useMutation({
    mutationFn: async (body: Body) => {
      const text = JSON.stringify(body);
      if (act.current.text !== text) act.current = { text, key: crypto.randomUUID() };
      return (await call<Workflow>("workflows:create", { body, idempotencyKey: act.current.key })).data;
    },
    onSuccess: async (workflow) => {
      act.current = { text: "", key: "" };
      await queries.invalidateQueries({ queryKey: ["workflows"] });
      onCreated(workflow);
    },
    onError: (e) => {
      // What the server refused is over: the next try is another act.
      if (e instanceof ApiError && e.status < 500) act.current = { text: "", key: "" };
    },
  });
}
