import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { explain } from "../ui/failures";
import { cancelRun, retryRun } from "./data";

/** What is done to many runs, each by itself. */
export type BulkKind = "cancel" | "retry";

/** One of many, and what became of it. */
export interface BulkItem {
  id: number;
  title: string;
  /** The key of the act: however often it is sent, it is done once. */
  key: string;
  state: "waiting" | "busy" | "done" | "failed";
  /** Why it failed. */
  why?: string;
  /** The run that a retry made. */
  fresh?: number;
}

/** Many runs under way, or done. */
export interface Bulk {
  kind: BulkKind;
  items: readonly BulkItem[];
  busy: boolean;
}

/** How many are sent at the same time. */
const lanes = 4;

/** Cancels or retries many runs, one by one: what became of each is told, and one that fails stops no other. */
export function useBulk(): {
  bulk: Bulk | undefined;
  begin: (kind: BulkKind, runs: readonly { id: number; title: string }[]) => void;
  again: () => void;
  close: () => void;
} {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [bulk, setBulk] = useState<Bulk>();
  const open = useRef<Bulk>(undefined);
  const show = (next: Bulk | undefined) => {
    open.current = next;
    setBulk(next);
  };
  const put = (id: number, change: Partial<BulkItem>) => {
    const now = open.current;
    if (now) show({ ...now, items: now.items.map((item) => (item.id === id ? { ...item, ...change } : item)) });
  };
  const run = async (kind: BulkKind, items: readonly BulkItem[]) => {
    const rest = [...items];
    const lane = async () => {
      for (let item = rest.shift(); item; item = rest.shift()) {
        put(item.id, { state: "busy" });
        put(item.id, await one(t, kind, item));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const now = open.current;
    if (now) show({ ...now, busy: false });
    await queries.invalidateQueries({ queryKey: ["executions"] });
  };
  return {
    bulk,
    begin: (kind, runs) => {
      const items = runs.map((r) => ({ ...r, key: crypto.randomUUID(), state: "waiting" as const }));
      show({ kind, items, busy: true });
      void run(kind, items);
    },
    again: () => {
      const now = open.current;
      if (!now || now.busy) return;
      const items = now.items.map((i) => (i.state === "failed" ? { ...i, state: "waiting" as const } : i));
      show({ ...now, items, busy: true });
      void run(
        now.kind,
        items.filter((i) => i.state === "waiting"),
      );
    },
    close: () => show(undefined),
  };
}

async function one(t: TFunction, kind: BulkKind, { id, key }: BulkItem): Promise<Partial<BulkItem>> {
  try {
    if (kind === "cancel") {
      await cancelRun(id, key);
      return { state: "done" };
    }
    return { state: "done", fresh: (await retryRun(id, key)).id };
  } catch (e) {
    return { state: "failed", why: explain(t, e) };
  }
}

/** How many of each came to what. */
export function tally(items: readonly BulkItem[]): Record<BulkItem["state"], number> {
  const count = { waiting: 0, busy: 0, done: 0, failed: 0 };
  for (const { state } of items) count[state] += 1;
  return count;
}
