import { useTranslation } from "react-i18next";
import type { Fault } from "./check-text";
import { useEngineText } from "./use-engine-text";

/** Says what is wrong with a text, in the reader's language. */
export function useFaultTexts(): (list: readonly Fault[]) => { from: number; to: number; message: string }[] {
  const { t } = useTranslation();
  const engine = useEngineText();
  return (list) =>
    list.map(({ from, to, code, about }) => ({
      from,
      to,
      message: code === "engine" ? engine(about) : t(`steps.faults.${code}`, { about }),
    }));
}
