import { faults } from "./check-text";
import { CodeInput } from "./code-input";
import { useFaultTexts } from "./fault-texts";
import { useFormScope } from "./form-context";
import { PreviewLine, usePreview } from "./preview";
import { useDelayed } from "./use-delayed";
import { hasVariable } from "./variables";

interface TemplateTextProps {
  value: string;
  onChange: (text: string) => void;
  labelId?: string | undefined;
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  single?: boolean;
  hint?: string | undefined;
  /** Without the line that says what it gives: where there is no room for it. */
  quiet?: boolean;
}

/** How long after the last key faults are told, in milliseconds. */
const pause = 600;

const none: readonly { from: number; to: number; message: string }[] = [];

/** A text in which variables may stand. */
export function TemplateText({ value, onChange, quiet, single = true, ...rest }: TemplateTextProps) {
  const { known, readOnly } = useFormScope();
  const texts = useFaultTexts();
  const preview = usePreview(!quiet && hasVariable(value) ? { template: value } : undefined);
  const settled = useDelayed(value, pause) === value;
  const wrong = settled ? texts(faults(value, "template", known)) : none;
  return (
    <>
      <CodeInput
        language="template"
        value={value}
        onChange={onChange}
        known={known}
        single={single}
        readOnly={readOnly}
        faults={wrong}
        {...rest}
        invalid={rest.invalid || wrong.length > 0}
      />
      {wrong.length > 0 && (
        <ul className="setting-errors">
          {wrong.map((w) => (
            <li key={w.from}>{w.message}</li>
          ))}
        </ul>
      )}
      {!quiet && hasVariable(value) && <PreviewLine query={preview} />}
    </>
  );
}
