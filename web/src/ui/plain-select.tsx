import "./plain-select.css";

interface PlainSelectProps {
  /** What is chosen, for those who cannot see it; it stands there as well while nothing is. */
  label: string;
  options: readonly { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string) => void;
  disabled?: boolean;
  className?: string;
}

/** The browser's own choice of one among few, where loading antd's would keep a page waiting. */
export function PlainSelect({ label, options, value, onChange, disabled, className }: PlainSelectProps) {
  return (
    <select
      className={className ? `plain-select ${className}` : "plain-select"}
      aria-label={label}
      disabled={disabled}
      value={value ?? ""}
      onChange={(e) => onChange(e.target.value)}
    >
      {value === undefined && (
        <option value="" disabled hidden>
          {label}
        </option>
      )}
      {options.map((o) => (
        <option key={o.value} value={o.value}>
          {o.label}
        </option>
      ))}
    </select>
  );
}
