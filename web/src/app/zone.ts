import { createStore, useStore } from "./store";

/** The time zone that the user chose for his account; "" is that of the device. */
export const chosenZone = createStore("");

/** The time zone of this device. */
export const deviceZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time zone in which times are shown and typed in. */
export const zone = () => chosenZone.get() || deviceZone();

/** The time zone in which times are shown and typed in, for components: it changes when the user chooses another. */
export const useZone = () => useStore(chosenZone) || deviceZone();

/** Takes over what an account says about its time zone. One that this browser does not know is left out. */
export function adoptZone(settings: Record<string, unknown> | null) {
  const kept = settings?.timeZone;
  chosenZone.set(typeof kept === "string" && isZone(kept) ? kept : "");
}

function isZone(name: string): boolean {
  try {
    return Boolean(name && new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
