import { theme as algorithms, ConfigProvider, type ThemeConfig } from "antd";
import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from "react";
import { dark, font, light, type Palette, radius, size, space, type } from "../ui/tokens";
import { language } from "./i18n";
import { nonce } from "./nonce";
import { useThemeChoice } from "./preferences";
import { useStore } from "./store";

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

function followSystem(listener: () => void) {
  systemDark.addEventListener("change", listener);
  return () => systemDark.removeEventListener("change", listener);
}

function themeOf(p: Palette, isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? algorithms.darkAlgorithm : algorithms.defaultAlgorithm,
    hashed: false,
    cssVar: { key: "sequitur" },
    token: {
      colorPrimary: p.accent,
      colorLink: p.accent,
      colorInfo: p.tones.running.ink,
      colorSuccess: p.tones.good.ink,
      colorWarning: p.tones.attention.ink,
      colorError: p.tones.bad.ink,
      colorErrorText: p.tones.bad.ink,
      colorInfoBg: p.tones.running.fill,
      colorInfoBorder: p.tones.running.edge,
      colorSuccessBg: p.tones.good.fill,
      colorSuccessBorder: p.tones.good.edge,
      colorWarningBg: p.tones.attention.fill,
      colorWarningBorder: p.tones.attention.edge,
      colorErrorBg: p.tones.bad.fill,
      colorErrorBorder: p.tones.bad.edge,
      colorText: p.ink,
      colorTextHeading: p.ink,
      colorTextSecondary: p.inkSoft,
      colorTextTertiary: p.inkSoft,
      colorTextDescription: p.inkSoft,
      colorTextPlaceholder: p.inkSoft,
      colorIcon: p.inkSoft,
      colorBgLayout: p.ground,
      colorBgContainer: p.surface,
      colorBgElevated: p.surface,
      colorBorder: p.edgeStrong,
      colorBorderSecondary: p.edge,
      colorSplit: p.edge,
      controlItemBgActive: p.accentFill,
      controlItemBgActiveHover: p.accentFill,
      fontFamily: font.text,
      fontFamilyCode: font.code,
      fontSize: type.body.size,
      controlHeight: size.control,
      borderRadius: radius.normal,
      borderRadiusSM: radius.small,
      borderRadiusLG: radius.large,
      padding: space[4],
      margin: space[4],
      lineWidthFocus: size.focus,
      opacityLoading: 1,
      motionUnit: 0.06,
      motion: !calm.matches,
    },
    components: {
      Button: {
        primaryColor: p.accentInk,
        dangerColor: p.accentInk,
        fontWeight: type.body.weight,
        primaryShadow: "none",
        defaultShadow: "none",
      },
      Menu: {
        itemBg: "transparent",
        itemColor: p.ink,
        itemSelectedBg: p.accentFill,
        itemSelectedColor: p.accent,
        itemBorderRadius: radius.normal,
        activeBarBorderWidth: 0,
      },
      Table: {
        headerBg: p.surface,
        headerColor: p.inkSoft,
        headerSplitColor: "transparent",
        borderColor: p.edge,
        rowHoverBg: p.ground,
      },
      Form: { itemMarginBottom: space[4], labelColor: p.ink },
      Alert: { colorText: p.ink, colorTextHeading: p.ink },
    },
  };
}

/** Gives the components the tokens of the chosen theme, the language and the nonce of the page. */
export function Theme({ children }: { children: ReactNode }) {
  const [choice] = useThemeChoice();
  const system = useSyncExternalStore(followSystem, () => systemDark.matches);
  const isDark = choice === "dark" || (choice === "system" && system);
  const spoken = useStore(language);
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  }, [isDark]);
  const config = useMemo(() => themeOf(isDark ? dark : light, isDark), [isDark]);
  return (
    <ConfigProvider
      theme={config}
      csp={{ nonce }}
      direction={spoken?.direction ?? "ltr"}
      {...(spoken && { locale: spoken.antd })}
      button={{ autoInsertSpace: false }}
    >
      {children}
    </ConfigProvider>
  );
}
