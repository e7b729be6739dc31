import { useRef } from "react";
import { ApiError } from "../api/errors";

/** Names acts for the server: the same body is the same act however often it is sent, until the server has answered. */
export function useAct() {
  const last = useRef({ body: "", key: "" });
  return {
    key: (body: unknown): string => {
      const text = JSON.stringify(body);
      if (last.current.body !== text) last.current = { body: text, key: crypto.randomUUID() };
      return last.current.key;
    },
    /** What was answered is over: what is sent next is another act. */
    answered: (e?: unknown) => {
      if (e === undefined || e instanceof ApiError) last.current = { body: "", key: "" };
    },
  };
}
