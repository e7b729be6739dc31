const prefix = "sequitur.draft.";

function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined; // forbidden: drafts live as long as their form
  }
}

/** The name of the draft of a form: whose it is, where the form stands and which record it is about. */
export function draftName(...parts: (string | number | undefined)[]): string {
  return prefix + parts.map((p) => encodeURIComponent(String(p ?? ""))).join("/");
}

/** What was typed before; undefined when nothing was. */
export function readDraft(name: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(storage()?.getItem(name) ?? "null");
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what was typed; nothing typed is no draft. */
export function writeDraft(name: string, values: Record<string, unknown>) {
  try {
    if (Object.keys(values).length === 0) storage()?.removeItem(name);
    else storage()?.setItem(name, JSON.stringify(values));
  } catch {
    // Full: the form itself still has it.
  }
}

/** Forgets all drafts: whoever signs in next in this tab must not find them. */
export function forgetDrafts() {
  const all = storage();
  for (const name of Object.keys(all ?? {})) {
    if (name.startsWith(prefix)) all?.removeItem(name);
  }
}
