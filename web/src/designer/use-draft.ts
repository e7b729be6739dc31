import { useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../api/client";
import { ApiError, isPassing } from "../api/errors";
import type { Failure, PageContent } from "../api/types";
import { type EditedPage, pageQuery, readPage } from "./data";
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
  // What the effects and timers need as it is now, not as it was when they were made, nor as it was drawn last.
  const at = useRef({ page: first, steps, stored: draftOf(first), saving: saving as Saving });
  const running = useRef<Promise<boolean>>(undefined);

  const tell = useCallback((next: Saving) => {
    at.current.saving = next;
    setSaving(next);
  }, []);

  const send = useCallback(async (): Promise<boolean> => {
    const { steps, stored, page: known } = at.current;
    const draft = steps.now;
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
      // Who comes back to the page at once begins with it.
      queries.setQueryData(pageQuery(data.uid).queryKey, data);
      if (draft.title !== stored.title || draft.roles !== stored.roles) forgetLists();
      const more = !same(at.current.steps.now, draft);
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

  const unsaved = () => !same(at.current.steps.now, at.current.stored);
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname || !unsaved()) return false;
      await flush();
      return unsaved() && !window.confirm(leaving.current);
    },
    enableBeforeUnload: unsaved,
  });

  const move = (next: history.History<Draft>) => {
    at.current.steps = next;
    setSteps(next);
  };
  /** The page as somebody else, or this one elsewhere, left it: taken over, unless something here is not saved. */
  const meet = (now: EditedPage) => {
    if (now.revision <= at.current.page.revision || running.current || at.current.saving.state === "conflict") return;
    if (unsaved()) tell({ state: "conflict", theirs: now });
    else adopt(now);
  };
  // What was kept of the page from the last visit is read anew.
  const met = useRef(meet);
  met.current = meet;
  useEffect(() => met.current(first), [first]);
  return {
    page,
    draft: steps.now,
    saving,
    base: at.current.stored,
    change: (next, tag) => move(history.push(at.current.steps, next(at.current.steps.now), tag)),
    undo: steps.past.length > 0 ? () => move(history.undo(at.current.steps)) : undefined,
    redo: steps.future.length > 0 ? () => move(history.redo(at.current.steps)) : undefined,
    settle: (draft) => {
      if (at.current.saving.state !== "conflict") return;
      const { theirs } = at.current.saving;
      take(theirs);
      move(history.push(history.push(at.current.steps, draftOf(theirs)), draft));
      tell({ state: same(draft, draftOf(theirs)) ? "saved" : "waiting" });
    },
    adopt: (next) => {
      adopt(next);
      tell({ state: "saved" });
    },
    flush,
    look: () => {
      if (unsaved() || at.current.saving.state === "conflict") return;
      void readPage(first.uid).then(meet, () => {});
    },
  };

  function adopt(next: EditedPage) {
    take(next);
    const { steps: old } = at.current;
    move(history.push(old, same(old.now, draftOf(next)) ? old.now : draftOf(next)));
  }

  function take(next: EditedPage) {
    at.current.page = next;
    at.current.stored = draftOf(next);
    setPage(next);
    queries.setQueryData(pageQuery(next.uid).queryKey, next);
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
