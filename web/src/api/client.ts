import { begin, role, signedInAgain, token } from "../app/session";
import { createStore } from "../app/store";
import { zone } from "../app/zone";
import { ApiError, isRoleGone, isSessionOver, type ReceiptNote, Unreachable } from "./errors";
import { type Envelope, type Failure, type Message, outcomes } from "./types";

/** Whether the last request found the server. */
export const reachable = createStore(true);

export interface Request {
  /** Parameters of the address; objects are written as JSON. */
  query?: Record<string, unknown>;
  /** Makes it a POST. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** What to do when the session is over: ask the person to sign in again and go on (default), or just fail. */
  whenOver?: "ask" | "fail";
  /** Names one act of the person: however often it is sent, the server does it once. */
  idempotencyKey?: string;
  /** Without the token: for signing in. */
  anonymous?: boolean;
}

export interface Answer<T, M = unknown> {
  data: T;
  meta: M;
  /** What workflows say to the person. */
  messages: readonly Message[];
  /** What is on record of a changing action that had followers; without one they never were. */
  receipt?: ReceiptNote;
}

/** Calls an action of the API. T and M are its data and meta: generated types, or void. */
export async function call<T, M = unknown>(action: string, request: Request = {}): Promise<Answer<T, M>> {
  for (;;) {
    const asked = role.get();
    try {
      return await once<T, M>(action, request);
    } catch (e) {
      if (isRoleGone(e) && asked) {
        if (role.get() === asked) role.set("");
      } else if (isSessionOver(e) && request.whenOver !== "fail" && !request.anonymous) {
        await signedInAgain();
      } else {
        throw e;
      }
    }
  }
}

async function once<T, M>(action: string, request: Request): Promise<Answer<T, M>> {
  const response = await send(action, request);
  const fresh = response.headers.get("x-new-token");
  if (fresh) begin(fresh);
  const envelope = await read(response);
  const receipt = receiptOf(response);
  if (response.ok) {
    const { data, meta, messages = [] } = envelope;
    return { data: data as T, meta: meta as M, messages, ...(receipt && { receipt }) };
  }
  const retryAfter = Number(response.headers.get("retry-after") ?? 0) || 0;
  const requestId = response.headers.get("x-request-id") ?? "";
  throw new ApiError(response.status, envelope.errors ?? [], requestId, retryAfter, receipt);
}

function receiptOf({ headers }: Response): ReceiptNote | undefined {
  const id = Number(headers.get("x-receipt"));
  const outcome = outcomes.find((o) => o === headers.get("x-outcome"));
  return id > 0 && outcome ? { id, outcome } : undefined;
}

async function send(action: string, { query, body, signal, anonymous, idempotencyKey }: Request): Promise<Response> {
  const headers = new Headers({ "X-Timezone": zone() });
  if (!anonymous && token.get()) headers.set("Authorization", `Bearer ${token.get()}`);
  if (!anonymous && role.get()) headers.set("X-Role", role.get());
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (idempotencyKey) headers.set("Idempotency-Key", idempotencyKey);
  const init: RequestInit = { method: body === undefined ? "GET" : "POST", headers, credentials: "omit" };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  try {
    const response = await fetch(`/api/${action}${queryString(query)}`, init);
    reachable.set(true);
    return response;
  } catch (e) {
    if (signal?.aborted) throw e;
    reachable.set(false);
    throw new Unreachable();
  }
}

async function read(response: Response): Promise<Envelope> {
  if (response.status === 204) return {};
  try {
    return (await response.json()) as Envelope;
  } catch {
    // Something before the server answered, a proxy for example.
    const failure: Failure = { message: `HTTP ${response.status}`, code: "" };
    return { errors: [failure] };
  }
}

export function queryString(query: Record<string, unknown> = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parts.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const text = parts.toString();
  return text && `?${text}`;
}

/** Asks whether the server is back. */
export async function knock(): Promise<boolean> {
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    if (response.ok) reachable.set(true);
    return response.ok;
  } catch {
    return false;
  }
}
