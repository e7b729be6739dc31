import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { meQuery, settingsQuery } from "../api/calls";
import { fitting, language, languages, speak } from "./i18n";
import { chosenLanguage } from "./preferences";
import { useStore } from "./store";

/** The languages that the settings let people choose; the one that is spoken is always among them. */
export function useOfferedLanguages() {
  const enabled = useQuery(settingsQuery).data?.enabledLanguages;
  const spoken = useStore(language)?.code;
  return languages.filter((l) => !enabled || l.code === spoken || enabled.includes(l.code));
}

/**
 * Speaks the language that is due where none was chosen in this browser: the account's, else the first one that the
 * browser asks for, else the settings' first.
 */
export function useDueLanguage() {
  const settings = useQuery(settingsQuery).data;
  const own = useQuery({ ...meQuery, enabled: false }).data?.user.appLang;
  useEffect(() => {
    if (!settings || chosenLanguage.get()) return;
    const enabled = languages.map((l) => l.code).filter((code) => settings.enabledLanguages.includes(code));
    const wanted = [own, ...navigator.languages, settings.appLang];
    const due = wanted.map((code) => code && fitting(code, enabled)).find(Boolean);
    if (due && due !== language.get()?.code) void speak(due);
  }, [settings, own]);
}
