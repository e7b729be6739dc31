import { storedText, useStore } from "./store";

export const themes = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themes)[number];

const chosenTheme = storedText("sequitur.theme");

export function useThemeChoice(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const text = useStore(chosenTheme);
  return [themes.find((t) => t === text) ?? "system", (choice) => chosenTheme.set(choice === "system" ? "" : choice)];
}

/** The language that was chosen in this browser, "" for none. */
export const chosenLanguage = storedText("sequitur.language");
