/**
 * The idempotency keys of what was sent and not answered. They outlive a reload: whoever presses again, with the same
 * values, does not do it twice.
 */
interface Asked {
  action: string;
  query?: Record<string, unknown>;
  body: unknown;
}

const prefix = "sequitur.press.";

function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined; // forbidden: the keys are kept as long as a press lasts
  }
}

async function print(asked: Asked): Promise<string> {
  const text = JSON.stringify([asked.action, asked.query ?? null, asked.body]);
  const hash = await crypto.subtle?.digest("SHA-256", new TextEncoder().encode(text));
  // Without a secure context there is no digest: the text itself, which stays in this tab.
  return hash ? Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, "0")).join("") : text;
}

const prints = new WeakMap<Asked, string>();

/** The key of a press: that of the same one which was not answered, or a new one. */
export async function keyFor(asked: Asked): Promise<string> {
  const name = prefix + (await print(asked));
  prints.set(asked, name);
  const known = storage()?.getItem(name);
  if (known) return known;
  const key = uuid();
  try {
    storage()?.setItem(name, key);
  } catch {
    // Full: this press has its key all the same.
  }
  return key;
}

/** There is an answer: the next press is another one. */
export function forgetKey(asked: Asked) {
  const name = prints.get(asked);
  if (name) storage()?.removeItem(name);
}

/** A new name for an act. Browsers make UUIDs in secure contexts only. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
