import { useTranslation } from "react-i18next";
import { engineWords } from "./engine-words";

/** Says what an engine says in the reader's language, its own words beside; the rare as it is. */
export function useEngineText(): (message: string) => string {
  const { t } = useTranslation();
  return (message) => {
    const words = engineWords(message);
    if (!words) return message;
    const said = t(`steps.engine.${words.code}`, { about: words.about });
    return t("steps.engine.beside", { said, original: message.replace(/\s*\(char \d+\)/, "") });
  };
}
