import { Form, type FormRule } from "antd";
import { Password } from "./password";

interface PasswordEntryProps {
  name: string;
  label: string;
  /** What a good one is. */
  help?: string;
  /** What is said when there is none. */
  missing: string;
  /** Whether it is the one that counts already. */
  current?: boolean;
  /** What else it is held to. */
  also?: FormRule;
}

/** A field of a form for one's own password. */
export function PasswordEntry({ name, label, help, missing, current = false, also }: PasswordEntryProps) {
  const needed: FormRule = { required: true, message: missing };
  return (
    <Form.Item name={name} label={label} extra={help} rules={also ? [needed, also] : [needed]}>
      <Password autoComplete={current ? "current-password" : "new-password"} />
    </Form.Item>
  );
}
