import type { Failure, Outcome } from "./types";

/** The number of a receipt, and what it says of the whole request at the time of the answer. */
export interface ReceiptNote {
  id: number;
  outcome: Outcome;
}

/** The server refused a request, or failed at it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly failures: readonly Failure[],
    readonly requestId: string,
    /** Seconds after which it may be tried again, 0 when the server names none. */
    readonly retryAfter: number,
    /** What is on record of the action, where workflows were considered. */
    readonly receipt?: ReceiptNote,
  ) {
    super(failures[0]?.message ?? `HTTP ${status}`);
  }

  get code(): string {
    return this.failures[0]?.code ?? "";
  }
}

/** Something to tell the person as it is, already in his language. */
export class Told extends Error {}

/** The server did not answer. */
export class Unreachable extends Error {}

const sessionCodes = new Set([
  "EMPTY_TOKEN",
  "INVALID_TOKEN",
  "BLOCKED_TOKEN",
  "EXPIRED_SESSION",
  "TOKEN_RENEW_FAILED",
  "SKIP_TOKEN_RENEW",
  "NOT_EXIST_USER",
]);

/** Whether a request was refused because the session is over: signing in again helps. */
export function isSessionOver(e: unknown): boolean {
  return e instanceof ApiError && e.status === 401 && sessionCodes.has(e.code);
}

/** Whether a request was refused because the user does not hold the role any more that it asked for. */
export function isRoleGone(e: unknown): boolean {
  return e instanceof ApiError && e.code === "ROLE_NOT_FOUND_FOR_USER";
}

/** Whether trying again may help by itself: the server is away, starting or busy. */
export function isPassing(e: unknown): boolean {
  return (
    e instanceof Unreachable || (e instanceof ApiError && (e.status === 502 || e.status === 503 || e.status === 504))
  );
}
