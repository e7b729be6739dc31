import { type Answer, call, reachable } from "../api/client";
import { ApiError, isPassing, Unreachable } from "../api/errors";
import type { Failure, Message, Outcome } from "../api/types";
import { createStore } from "../app/store";
import { forgetKey, keyFor, uuid } from "./press-keys";

/** How far one press of a button has come. */
export type Phase =
  /** On its way. */
  | "sending"
  /** The connection is lost, or the server is busy: it is sent again with the same key. */
  | "repeating"
  /** Given up while it was not known whether the server had carried it out. */
  | "unknown"
  /** Nothing was saved: refused, or a workflow took over before the action. */
  | "stopped"
  /** Carried out, and what follows runs or ran. */
  | "done"
  /** Carried out, but a workflow that the answer waited for failed. */
  | "failedAfter";

/** What a press is about, for the words that tell of it. */
export type Verb = "save" | "delete" | "start";

/** One press of a button and what came of it: the same place tells it from beginning to end. */
export interface Press {
  id: string;
  /** Where it is told: the uid of a block, or of a page. */
  place: string;
  /** What was pressed. */
  title: string;
  verb: Verb;
  phase: Phase;
  outcome?: Outcome;
  receiptId?: number;
  /** What workflows say, and what the server refused. Those that a form shows at its fields are not among them. */
  messages: readonly Message[];
  failures: readonly Failure[];
  /** All that was said, at fields too: it is not said again where what follows is told. */
  said: readonly string[];
  error?: unknown;
}

/** What a press asks the server to do. */
export interface Act {
  place: string;
  title: string;
  verb: Verb;
  /** The action of the API with its parameters and values. */
  action: string;
  query?: Record<string, unknown>;
  body: unknown;
  /** The names of the fields at which the one who asks shows messages himself. */
  shows?: readonly string[];
}

/** What came of a press, for the one who asked. */
export interface Ending {
  /** Whether the action was carried out. */
  saved: boolean;
  data: unknown;
  press: Press;
  /** What belongs to fields: messages and refusals. */
  atFields: { field: string; message: string; code: string }[];
}

/** All presses that are told somewhere; they outlive the page on which a button stood. */
export const presses = createStore<readonly Press[]>([]);

const keptAtOnePlace = 3;

function put(press: Press) {
  const others = presses.get().filter((p) => p.id !== press.id);
  const here = others.filter((p) => p.place === press.place).slice(1 - keptAtOnePlace);
  presses.set([...others.filter((p) => p.place !== press.place), ...here, press]);
}

/** Takes a press from where it is told. */
export function dismiss(id: string) {
  presses.set(presses.get().filter((p) => p.id !== id));
}

/** Tells what was told at one place at another one: what was in a pop-up is told where it was opened. */
export function moveTo(from: string, to: string) {
  presses.set(presses.get().map((p) => (p.place === from ? { ...p, place: to } : p)));
}

const waiting = new Map<string, AbortController>();

/** Stops sending a press again. */
export function giveUp(id: string) {
  waiting.get(id)?.abort();
}

/** Does what a press asks for, exactly once however often it has to be sent, and tells how it goes. */
export async function press(act: Act): Promise<Ending> {
  // What went well before makes room; what did not stays until it was read.
  presses.set(presses.get().filter((p) => p.place !== act.place || p.phase === "failedAfter"));
  const stop = new AbortController();
  const start: Press = {
    id: uuid(),
    place: act.place,
    title: act.title,
    verb: act.verb,
    phase: "sending",
    messages: [],
    failures: [],
    said: [],
  };
  waiting.set(start.id, stop);
  put(start);
  try {
    return await send(act, start, stop.signal);
  } finally {
    waiting.delete(start.id);
  }
}

async function send(act: Act, start: Press, stopped: AbortSignal): Promise<Ending> {
  const { action, query, body } = act;
  const idempotencyKey = await keyFor(act);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await call<unknown>(action, { ...(query && { query }), body, idempotencyKey });
      forgetKey(act);
      return carriedOut(act, now(start), answer);
    } catch (e) {
      if (!again(e, attempt)) {
        if (!(e instanceof Unreachable)) forgetKey(act);
        return refused(act, now(start), e);
      }
      put({ ...now(start), phase: "repeating", error: e });
      await pause(e, attempt, stopped);
      if (stopped.aborted) return ended(act, { ...now(start), phase: "unknown", error: e }, [], [], null);
    }
  }
}

/** As it is told now: meanwhile it may have gone to another place. */
function now(press: Press): Press {
  return presses.get().find((p) => p.id === press.id) ?? press;
}

function carriedOut(act: Act, press: Press, { data, messages, receipt }: Answer<unknown>): Ending {
  const intercepted = receipt?.outcome === "intercepted";
  const next: Press = {
    ...press,
    phase: intercepted ? "stopped" : "done",
    ...(receipt && { outcome: receipt.outcome, receiptId: receipt.id }),
  };
  return ended(act, next, messages, [], data);
}

function refused(act: Act, press: Press, e: unknown): Ending {
  const receipt = e instanceof ApiError ? e.receipt : undefined;
  const after = receipt?.outcome === "failed_after_save";
  const next: Press = {
    ...press,
    phase: after ? "failedAfter" : "stopped",
    error: e,
    ...(receipt && { outcome: receipt.outcome, receiptId: receipt.id }),
  };
  return ended(act, next, [], e instanceof ApiError ? e.failures : [], null);
}

function ended(
  act: Act,
  press: Press,
  messages: readonly Message[],
  failures: readonly Failure[],
  data: unknown,
): Ending {
  const shown = (field: string | undefined) =>
    field !== undefined && (act.shows?.includes(field.split(".")[0] ?? "") ?? false);
  const at = [
    ...failures.map((f) => ({ field: f.field, message: f.message, code: f.code })),
    ...messages.map((m) => ({ field: m.field, message: textOf(m.message), code: "" })),
  ];
  const told: Press = {
    ...press,
    messages: messages.filter((m) => !shown(m.field)),
    failures: failures.filter((f) => !shown(f.field)),
    said: at.map((a) => a.message),
  };
  put(told);
  return {
    saved: told.phase === "done" || told.phase === "failedAfter",
    data,
    press: told,
    atFields: at.flatMap((a) =>
      a.field !== undefined && shown(a.field) ? [{ ...a, field: a.field.split(".")[0] ?? "" }] : [],
    ),
  };
}

/** A message of a workflow as a text: what is no text as it is written. */
export function textOf(message: unknown): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}

/** So often an answer that asks to come back is obeyed; a lost connection is always. */
const attempts = 8;

/** Whether sending it again, with the same key, may bring an answer. */
function again(e: unknown, attempt: number): boolean {
  if (e instanceof Unreachable) return true;
  if (e instanceof ApiError && e.code === "IDEMPOTENCY_IN_PROGRESS") return true;
  return isPassing(e) && attempt < attempts;
}

function pause(e: unknown, attempt: number, stopped: AbortSignal): Promise<void> {
  const asked = e instanceof ApiError ? e.retryAfter * 1000 : 0;
  const ms = Math.max(asked, Math.min(500 * 2 ** attempt, 8000));
  return new Promise((resolve) => {
    let forget = () => {};
    const go = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(go, ms);
    stopped.addEventListener("abort", go, { once: true });
    if (e instanceof Unreachable) {
      // As soon as anything found the server again.
      forget = reachable.subscribe(() => {
        if (reachable.get()) go();
      });
    }
  });
}
