import { ApiError } from "../api/errors";
import { engineFault, faults } from "./check-text";
import { CodeInput } from "./code-input";
import { useFaultTexts } from "./fault-texts";
import { useFormScope } from "./form-context";
import { PreviewLine, usePreview } from "./preview";
import { useDelayed } from "./use-delayed";
import { shortName } from "./variables";

export interface ExpressionInputProps {
  /** math.js, formula.js or string. */
  engine: string;
  value: string;
  onChange: (expression: string) => void;
  labelId?: string | undefined;
  label?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
}

/** How long after the last key faults are told, in milliseconds. */
const pause = 600;

/** An expression of an engine: variables and functions are offered, faults are shown at their place, its value below. */
export function ExpressionInput({ engine, value, onChange, invalid, ...rest }: ExpressionInputProps) {
  const { known, readOnly } = useFormScope();
  const texts = useFaultTexts();
  const script = engine !== "string";
  const settled = useDelayed(value, pause) === value;
  const seen = settled ? faults(value, "expression", known).filter((f) => script || f.code === "variable") : [];
  const preview = usePreview(value.trim() ? { engine, expression: value } : undefined);
  const refused = preview.error instanceof ApiError ? preview.error.failures[0]?.message : undefined;
  const told = refused ? engineFault(value, refused, (path) => shortName(known, path)) : undefined;
  const wrong = texts(seen.length > 0 || !told || !settled ? seen : [told]);
  return (
    <>
      <CodeInput
        language="expression"
        engine={engine}
        value={value}
        onChange={onChange}
        known={known}
        readOnly={readOnly}
        faults={wrong}
        invalid={invalid || wrong.length > 0}
        {...rest}
      />
      {seen.length > 0 && (
        <ul className="setting-errors">
          {wrong.map((w) => (
            <li key={`${w.from} ${w.message}`}>{w.message}</li>
          ))}
        </ul>
      )}
      {value.trim() && seen.length === 0 && <PreviewLine query={preview} fault={told?.about} />}
    </>
  );
}
