import { Form } from "antd";
import { type ReactNode, useId } from "react";
import "./form.css";

interface EntryProps {
  label: string;
  /** What to know before filling it in. */
  help?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  /** Gets what joins the control to its label, help and error. */
  children: (props: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ReactNode;
}

/** One entry of a form: label, control, help, and what is wrong with it. */
export function Entry({ label, help, error, required = false, children }: EntryProps) {
  const id = useId();
  return (
    <Form.Item label={label} htmlFor={id} required={required} validateStatus={error ? "error" : ""}>
      {children({ id, "aria-describedby": `${id}-help`, "aria-invalid": !!error })}
      <p id={`${id}-help`} className={error ? "entry-help collections-error" : "entry-help soft"} aria-live="polite">
        {error ?? help}
      </p>
    </Form.Item>
  );
}
