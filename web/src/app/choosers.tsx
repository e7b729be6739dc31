import BulbOutlined from "@ant-design/icons/es/icons/BulbOutlined";
import GlobalOutlined from "@ant-design/icons/es/icons/GlobalOutlined";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { updateLanguage } from "../api/calls";
import { MenuButton } from "../ui/menu-button";
import { language, speak } from "./i18n";
import { useDueLanguage, useOfferedLanguages } from "./offered-languages";
import { chosenLanguage, themes, useThemeChoice } from "./preferences";
import { token } from "./session";
import { useStore } from "./store";

interface ChooserProps<T extends string> {
  icon: ReactNode;
  label: string;
  /** What the button shows; by default the current choice. */
  shown?: string;
  value: T;
  options: readonly { value: T; label: string; lang?: string }[];
  onChoose: (value: T) => void;
}

/** A button that opens a short list to choose one from. */
function Chooser<T extends string>({ icon, label, shown, value, options, onChoose }: ChooserProps<T>) {
  const current = options.find((o) => o.value === value);
  return (
    <MenuButton
      icon={icon}
      label={`${label}: ${current?.label ?? value}`}
      value={value}
      items={options.map((o) => ({ key: o.value, label: o.label, lang: o.lang }))}
      onChoose={(key) => {
        const chosen = options.find((o) => o.value === key);
        if (chosen) onChoose(chosen.value);
      }}
    >
      <span className="chooser-value">{shown ?? current?.label}</span>
    </MenuButton>
  );
}

/** Speaks a language here from now on, and tells the account of whoever is signed in. */
export async function chooseLanguage(code: string): Promise<void> {
  chosenLanguage.set(code);
  await speak(code);
  // The choice counts in this browser whatever becomes of this call.
  if (token.get()) await updateLanguage(code).catch(() => {});
}

export function LanguageChooser() {
  const { t } = useTranslation();
  const spoken = useStore(language);
  const languages = useOfferedLanguages();
  useDueLanguage();
  return (
    <Chooser
      icon={<GlobalOutlined />}
      label={t("language")}
      value={spoken?.code ?? ""}
      options={languages.map((l) => ({ value: l.code, label: l.name, lang: l.code }))}
      onChoose={chooseLanguage}
    />
  );
}

export function ThemeChooser() {
  const { t } = useTranslation();
  const [choice, choose] = useThemeChoice();
  return (
    <Chooser
      icon={<BulbOutlined />}
      label={t("theme.title")}
      shown={t("theme.title")}
      value={choice}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChoose={choose}
    />
  );
}
