import { useSyncExternalStore } from "react";

/** A value that components can follow. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (next === value) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A text in the browser's storage that every tab follows. Where storage is forbidden it lives as long as the page. */
export function storedText(key: string): Store<string> {
  const store = createStore(read(key));
  window.addEventListener("storage", (e) => {
    if (e.key === key || e.key === null) store.set(read(key));
  });
  return {
    ...store,
    set(value) {
      try {
        if (value) localStorage.setItem(key, value);
        else localStorage.removeItem(key);
      } catch {
        // Forbidden or full: the value counts for this page.
      }
      store.set(value);
    },
  };
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
