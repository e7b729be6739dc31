import { useTranslation } from "react-i18next";
import type { ConfigSchema } from "../api/types";
import { CrossedDialog } from "../ui/crossed";
import { type Config, differences } from "./form-model";
import { specWords } from "./spec-words";

interface ConflictProps {
  mine: Config;
  theirs: Config;
  /** Who it was, where that is known. */
  who?: string | undefined;
  /** Whether it is about a step or about how the workflow starts. */
  of: "step" | "trigger";
  scope: string;
  schema: ConfigSchema;
  busy: boolean;
  back: () => void;
  takeTheirs: () => void;
  keepMine: () => void;
}

/** Somebody else changed the settings meanwhile: shows what differs, and asks whose count. */
export function ConflictDialog({ mine, theirs, who, of, scope, schema, ...acts }: ConflictProps) {
  const { t } = useTranslation();
  const words = specWords(t, scope);
  const label = (path: string) => (path === "title" ? t("steps.title") : words.label(path, at(schema, path)));
  const title =
    of === "step"
      ? t("steps.conflict.title")
      : who
        ? t("steps.conflict.triggerBy", { who })
        : t("steps.conflict.trigger");
  return (
    <CrossedDialog
      words={{
        title,
        text: t("steps.conflict.text"),
        setting: t("steps.conflict.setting"),
        yours: t("steps.conflict.yours"),
        others: t("steps.conflict.others"),
        theirs: t("steps.conflict.theirs"),
        mine: t("steps.conflict.mine"),
        back: t("steps.conflict.back"),
      }}
      parts={differences(mine, theirs).map(({ path, a, b }) => ({
        key: path,
        label: label(path),
        mine: shown(a),
        theirs: shown(b),
      }))}
      {...acts}
    />
  );
}

function shown(v: unknown): string {
  return v === undefined ? "–" : typeof v === "string" ? v : JSON.stringify(v);
}

/** The schema of a setting by its path. */
function at(schema: ConfigSchema, path: string): ConfigSchema {
  return path.split(".").reduce<ConfigSchema>((s, name) => s.properties?.[name] ?? {}, schema);
}
