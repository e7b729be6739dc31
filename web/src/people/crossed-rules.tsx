import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { CrossedDialog, type CrossedPart } from "../ui/crossed";
import { extentWord, limits } from "./extent";
import type { Cell, Permission } from "./permissions";

interface CrossedRulesProps {
  /** What it is about: a role's name, its rules for a collection. */
  what: string;
  parts: readonly CrossedPart[];
  busy: boolean;
  back: () => void;
  takeTheirs: () => void;
  keepMine: () => void;
}

/** Somebody else changed the same thing about a role meanwhile: shows what differs, and asks whose counts. */
export function CrossedRules({ what, ...rest }: CrossedRulesProps) {
  const { t } = useTranslation();
  return (
    <CrossedDialog
      words={{
        title: t("people.crossed.title", { what }),
        text: t("people.crossed.text"),
        setting: t("people.crossed.setting"),
        yours: t("people.crossed.yours"),
        others: t("people.crossed.others"),
        theirs: t("people.crossed.theirs"),
        mine: t("people.crossed.mine"),
        back: t("people.crossed.back"),
      }}
      {...rest}
    />
  );
}

/** A permission in words, with what limits it. */
export function cellText(t: TFunction, permission: Permission, cell: Cell | undefined): string {
  if (!cell) return t("people.data.never");
  const limited = limits(t, cell);
  const word = extentWord(t, permission, cell.extent);
  return limited ? t("people.crossed.limited", { extent: word, limits: limited }) : word;
}
