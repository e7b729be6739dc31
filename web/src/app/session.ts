import { createStore, storedText } from "./store";
import { chosenZone } from "./zone";

/** The API's token of this browser, "" when nobody is signed in. */
export const token = storedText("sequitur.token");

/** The role that requests ask for, "" for the user's default. */
export const role = storedText("sequitur.role");

/** Whether the session ended under an open page: then a dialog asks to sign in again. */
export const expired = createStore(false);

let again: { promise: Promise<void>; resolve: () => void; reject: (e: Error) => void } | undefined;

/** Ends when the user has signed in again; fails when he will not. Requests that were refused wait for it. */
export function signedInAgain(): Promise<void> {
  if (!again) {
    let resolve = () => {};
    let reject = (_: Error) => {};
    const promise = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    again = { promise, resolve, reject };
    expired.set(true);
  }
  return again.promise;
}

/** Starts a session with a new token, or goes on with one that had expired. */
export function begin(fresh: string) {
  token.set(fresh);
  expired.set(false);
  again?.resolve();
  again = undefined;
}

/** Forgets the session. */
export function end() {
  token.set("");
  role.set("");
  chosenZone.set("");
  expired.set(false);
  again?.reject(new Error("signed out"));
  again = undefined;
}
