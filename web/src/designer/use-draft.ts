import { useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../api/client";
import { ApiError, isPassing } from "../api/errors";
import type { Failure, PageContent } from "../api/types";
import { type EditedPage, readPage } from "./data";
import * as history from "./model/history";
import { same } from "./model/merge";

/** What of a page waits to be published or counts at once, and is edited. */
export interface Draft {
  content: PageContent;
  title: string;
  roles: readonly string[];
}

/** How the draft stands towards the server. */
export type Saving =
  | { state: "saved" }
  | { state: "saving" }
  /** Changed, not yet sent; or the server is away and it is tried again. */
  | { state: "waiting" }
  /** The server does not take it as it is: what is wrong, with places. */
  | { state: "refused"; failures: readonly Failure[]; error: unknown }
  /** Somebody else saved meanwhile: nothing is sent until a person has decided. */
  | { state: "conflict"; theirs: EditedPage };

const pause = 700; // milliseconds of rest before a change is saved
const again = 3000; // until the next try when the server is away

export interface DraftEditor {
  page: EditedPage;
  draft: Draft;
  saving: Saving;
  /** Makes a change. Changes with the same tag, shortly after each other, are undone together. */
  change: (next: (old: Draft) => Draft, tag?: string) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** What was the same for both when somebody else changed the page. */
  base: Draft;
  /** Ends a conflict: with this draft, on top of what the other one saved. */
  settle: (draft: Draft) => void;
  /** Takes over a page that an act of the server changed: published, rolled back. */
  adopt: (page: EditedPage) => void;
  /** Sends what is not sent yet. False when that did not succeed. */
  flush: () => Promise<boolean>;
  /** Looks whether somebody else changed the page. */
  look: () => void;
}

export function draftOf(page: EditedPage): Draft {
  return { content: page.draft, title: page.title, roles: page.roles ?? [] };
}

/** Edits the draft of a page: with undo, saved by itself, under the revision that was read. */
export function useDraft(first: EditedPage): DraftEditor {
  const queries = useQueryClient();
  const [page, setPage] = useState(first);
  const [steps, setSteps] = useState(() => history.begin(draftOf(first)));
  const [saving, setSaving] = useState<Saving>({ state: "saved" });
  // What the effects and timers need as it is now, not as it was when they were made.
  const at = useRef({ page: first, draft: draftOf(first), stored: draftOf(first), saving: saving as Saving });
  const running = useRef<Promise<boolean>>(undefined);
  at.current.draft = steps.now;

  const tell = useCallback((next: Saving) => {
    at.current.saving = next;
    setSaving(next);
  }, []);

  const send = useCallback(async (): Promise<boolean> => {
    const { draft, stored, page: known } = at.current;
    if (same(draft, stored)) {
      tell({ state: "saved" });
      return true;
    }
    tell({ state: "saving" });
    try {
      const body = { revision: known.revision, ...changed(stored, draft) };
      const { data } = await call<EditedPage>("pages:update", { query: { filterByTk: known.uid }, body });
      at.current.page = data;
      at.current.stored = draft;
      setPage(data);
      if (draft.title !== stored.title || draft.roles !== stored.roles) forgetLists();
      const more = !same(at.current.draft, draft);
      tell(more ? { state: "waiting" } : { state: "saved" });
      return more ? await send() : true;
    } catch (error) {
      tell(await outcome(error, known.uid));
      return false;
    }
    function forgetLists() {
      void queries.invalidateQueries({ queryKey: ["pages"], predicate: (q) => q.queryKey[2] !== "draft" });
      void queries.invalidateQueries({ queryKey: ["menuEntries"] });
    }
  }, [queries, tell]);

  const flush = useCallback(async (): Promise<boolean> => {
    await new Promise((drawn) => setTimeout(drawn)); // what was changed just now counts
    await running.current;
    if (at.current.saving.state === "conflict") return false;
    const run = send().finally(() => {
      running.current = undefined;
    });
    running.current = run;
    return run;
  }, [send]);

  // Saved when the person rests for a moment, and again and again while the server is away.
  useEffect(() => {
    const { state } = at.current.saving;
    if (state === "conflict" || same(steps.now, at.current.stored)) return;
    if (state === "saved" || state === "refused") tell({ state: "waiting" });
    const timer = setTimeout(() => void flush(), pause);
    return () => clearTimeout(timer);
  }, [steps.now, flush, tell]);
  useEffect(() => {
    if (saving.state !== "waiting") return;
    const timer = setTimeout(() => void flush(), again);
    return () => clearTimeout(timer);
  }, [saving, flush]);

  const unsaved = () => at.current.saving.state !== "saved" && !same(at.current.draft, at.current.stored);
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname || !unsaved()) return false;
      await flush();
      return unsaved() && !window.confirm(leaving.current);
    },
    enableBeforeUnload: unsaved,
  });

  const move = (next: history.History<Draft>) => setSteps(next);
  return {
    page,
    draft: steps.now,
    saving,
    base: at.current.stored,
    change: (next, tag) => setSteps((old) => history.push(old, next(old.now), tag)),
    undo: steps.past.length > 0 ? () => move(history.undo(steps)) : undefined,
    redo: steps.future.length > 0 ? () => move(history.redo(steps)) : undefined,
    settle: (draft) => {
      if (at.current.saving.state !== "conflict") return;
      const { theirs } = at.current.saving;
      take(theirs);
      setSteps((old) => history.push(history.push(old, draftOf(theirs)), draft));
      tell({ state: same(draft, draftOf(theirs)) ? "saved" : "waiting" });
    },
    adopt: (next) => {
      take(next);
      setSteps((old) => history.push(old, same(old.now, draftOf(next)) ? old.now : draftOf(next)));
      tell({ state: "saved" });
    },
    flush,
    look: () => {
      if (unsaved() || at.current.saving.state === "conflict") return;
      void readPage(first.uid).then(
        (now) => {
          if (now.revision <= at.current.page.revision || running.current) return;
          if (unsaved()) tell({ state: "conflict", theirs: now });
          else {
            take(now);
            setSteps((old) => history.push(old, same(old.now, draftOf(now)) ? old.now : draftOf(now)));
          }
        },
        () => {},
      );
    },
  };

  function take(next: EditedPage) {
    at.current.page = next;
    at.current.stored = draftOf(next);
    setPage(next);
  }
}

/** What the browser asks before unsaved work is left behind; the editor puts it into the reader's language. */
export const leaving = { current: "" };

function changed(stored: Draft, draft: Draft): Record<string, unknown> {
  return {
    ...(!same(stored.content, draft.content) && { draft: draft.content }),
    ...(stored.title !== draft.title && { title: draft.title }),
    ...(!same(stored.roles, draft.roles) && { roles: draft.roles }),
  };
}

/** What a failed save means. A conflict comes with the page as it is now. */
async function outcome(error: unknown, uid: string): Promise<Saving> {
  if (error instanceof ApiError && error.code === "PAGE_CHANGED") {
    try {
      return { state: "conflict", theirs: await readPage(uid) };
    } catch {
      return { state: "waiting" };
    }
  }
  if (isPassing(error)) return { state: "waiting" };
  return { state: "refused", failures: error instanceof ApiError ? error.failures : [], error };
}
