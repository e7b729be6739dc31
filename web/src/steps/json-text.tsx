import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CodeInput } from "./code-input";
import { useFormScope } from "./form-context";
import { same } from "./form-model";

interface JsonTextProps {
  value: unknown;
  onChange: (value: unknown) => void;
  labelId?: string | undefined;
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
}

/** A value as JSON. What is no JSON yet stays as it is typed, and says so; the value changes when it is. */
export function JsonText({ value, onChange, ...rest }: JsonTextProps) {
  const { t } = useTranslation();
  const { known, readOnly } = useFormScope();
  const [text, setText] = useState(() => write(value));
  const parsed = read(text);
  const shown = parsed.ok && !same(parsed.value, value) ? write(value) : text;
  return (
    <>
      <CodeInput
        language="json"
        value={shown}
        onChange={(next) => {
          setText(next);
          const now = read(next);
          if (now.ok && !same(now.value, value)) onChange(now.value);
        }}
        known={known}
        readOnly={readOnly}
        {...rest}
        invalid={rest.invalid || !parsed.ok}
      />
      {!parsed.ok && (
        <p className="setting-errors" role="status">
          {t("steps.form.noJson", { reason: parsed.reason })}
        </p>
      )}
    </>
  );
}

function write(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

function read(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (e) {
    return { ok: false, reason: e instanceof Error ? e.message : String(e) };
  }
}
