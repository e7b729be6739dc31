import { useTranslation } from "react-i18next";
import { Tag } from "../ui/tag";
import type { Tone } from "../ui/tokens";
import type { Change } from "./model/diff";
import "./change-list.css";

const tones: Record<Change["change"], Tone> = { added: "good", removed: "bad", moved: "neutral", changed: "running" };

/** A difference between two contents in words: what came, went, moved, and which settings changed. */
export function ChangeList({ changes, none }: { changes: readonly Change[]; none: string }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className="soft">{none}</p>;
  return (
    <ul className="change-list">
      {changes.map((c) => (
        <li key={`${c.change} ${c.id}`}>
          <Tag tone={tones[c.change]}>{t(`designer.changes.${c.change}`)}</Tag>
          <span>
            {t(`designer.changes.${c.subject}`)} <strong>{nameOf(c)}</strong>
            {c.inside && <span className="soft"> {t("designer.changes.in", { name: c.inside })}</span>}
            {c.parts.length > 0 && <span className="soft">: {[...new Set(c.parts.map(partOf))].join(", ")}</span>}
          </span>
        </li>
      ))}
    </ul>
  );

  function nameOf(c: Change): string {
    if (c.name || c.subject === "field") return c.name;
    return c.subject === "block" ? t(`designer.types.${c.kind as "table"}`) : t(`designer.kinds.${c.kind as "submit"}`);
  }

  function partOf(part: string): string {
    return t(`designer.parts.${part as "title"}`, { defaultValue: part });
  }
}
