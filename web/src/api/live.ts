import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { role, token } from "../app/session";
import { useStore } from "../app/store";
import { reachable } from "./client";
import { Readings } from "./readings";

/** What the stream tells (docs/live.md): ids, kinds and statuses, never values. */
export type LiveEvent =
  | { kind: "ready"; topics: string[]; refused: { topic: string; code: string }[] }
  | { kind: "record"; collection: string; id: string | number; change: "created" | "updated" | "destroyed" }
  | {
      kind: "execution";
      id: number;
      change: "created" | "updated" | "destroyed";
      status: number | null;
      workflowId?: number;
      key?: string;
      receiptId?: number;
    }
  | { kind: "step"; executionId: number; jobId: number; nodeId: number; nodeKey: string; status: number }
  | { kind: "receipt"; id: number; change: "opened" | "closed" | "verdicts"; outcome?: string }
  | { kind: "definitions"; version: number }
  | { kind: "lost" };

/** How long to wait before the stream is opened anew, in milliseconds: longer from time to time, up to a limit. */
const waits = [500, 1000, 2000, 5000, 10000];

/**
 * Follows topics as long as the component is there. `ready` comes first and each time that the stream was opened anew,
 * `lost` when events were missed: both mean that what is shown is to be read again.
 */
export function useLive(topics: readonly string[], onEvent: (event: LiveEvent) => void) {
  const wanted = topics.map(encodeURIComponent).join(",");
  const session = useStore(token);
  const asked = useStore(role);
  const told = useRef(onEvent);
  told.current = onEvent;
  useEffect(() => {
    if (!wanted || !session) return;
    const stop = new AbortController();
    void follow(wanted, session, asked, stop.signal, (e) => told.current(e));
    return () => stop.abort();
  }, [wanted, session, asked]);
}

/**
 * Reads queries again when a topic tells something, by the beginnings of their keys: for what follows what happens. Once
 * a second at most, since a run may tell a thousand things in that time; and never before the last reading came to its
 * end, or what takes longer than the next event would never be seen.
 */
export function useLiveQueries(topics: readonly string[], ...keys: readonly unknown[][]) {
  const queries = useQueryClient();
  const wanted = useRef(keys);
  wanted.current = keys;
  const readings = useRef<Readings>(undefined);
  useEffect(() => () => readings.current?.stop(), []);
  useLive(topics, () => {
    readings.current ??= new Readings(() => reread(queries, wanted.current));
    readings.current.ask();
  });
}

/** Reads what is shown of these queries again; true when one of them was being read, from before that was asked. */
async function reread(queries: QueryClient, keys: readonly unknown[][]): Promise<boolean> {
  const underway = keys.some((queryKey) => queries.isFetching({ queryKey }) > 0);
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }, { cancelRefetch: false })));
  return underway;
}

async function follow(
  topics: string,
  session: string,
  asked: string,
  signal: AbortSignal,
  tell: (event: LiveEvent) => void,
) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const headers = new Headers({ Authorization: `Bearer ${session}` });
      if (asked) headers.set("X-Role", asked);
      const response = await fetch(`/api/live:subscribe?topics=${topics}`, { headers, signal, credentials: "omit" });
      if (response.ok && response.body) {
        reachable.set(true);
        failures = 0;
        await read(response.body, tell);
      } else if (response.status < 500 && response.status !== 429) {
        return; // what it asks for is refused: asking again does not help
      }
    } catch {
      // Away, or this component is gone: the loop looks.
    }
    await pause(waits[Math.min(failures, waits.length - 1)] ?? 0, signal);
  }
}

async function read(body: ReadableStream<Uint8Array>, tell: (event: LiveEvent) => void) {
  const reader = body.getReader();
  const text = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + text.decode(value, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const event = parse(part);
      if (event) tell(event);
    }
  }
}

/** One event of the stream; comments, and `bye`, which the end of the stream says as well, are none. */
export function parse(text: string): LiveEvent | undefined {
  const lines = text.split("\n");
  const of = (name: string) => lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
  const [kind, data] = [of("event"), of("data")];
  if (!kind || !data || kind === "bye") return undefined;
  return { ...JSON.parse(data), kind } as LiveEvent;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
