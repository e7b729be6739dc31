import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "./copyable";
import "./json-value.css";
import { preview, writeJson } from "./json";

/** How many characters are shown at once, and from how many on a value is folded up. */
const most = 20_000;
const small = 400;

/** A value as JSON: short ones as they are, long ones folded up, very long ones in part. All of it can be copied. */
export function JsonValue({ label, value }: { label: string; value: unknown }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const text = writeJson(value);
  const folds = text.length > small || text.split("\n").length > 12;
  return (
    <section className="json" aria-label={label}>
      <div className="json-head">
        <h3>{label}</h3>
        <CopyButton text={() => text} label={t("runs.copy", { text: label })} />
      </div>
      {folds ? (
        <details open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>
            <code>{preview(value)}</code> <span className="soft">{t("runs.json.size", { count: text.length })}</span>
          </summary>
          {open && <Text text={text} label={label} />}
        </details>
      ) : (
        <Text text={text} label={label} />
      )}
    </section>
  );
}

function Text({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="json-text" tabIndex={0} aria-label={label}>
        <pre>{text.slice(0, most)}</pre>
      </section>
      {text.length > most && <p className="soft">{t("runs.json.cut", { count: most })}</p>}
    </>
  );
}
