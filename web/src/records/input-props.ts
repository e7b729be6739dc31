/** What inputs take from the form around them: antd's Form.Item hands id, value and onChange in. */
export interface InputProps {
  id?: string | undefined;
  disabled?: boolean | undefined;
  invalid?: boolean | undefined;
  autoFocus?: boolean | undefined;
  placeholder?: string | undefined;
  onBlur?: (() => void) | undefined;
  "aria-label"?: string | undefined;
  "aria-labelledby"?: string | undefined;
  "aria-describedby"?: string | undefined;
  "aria-required"?: boolean | "true" | "false" | undefined;
}
