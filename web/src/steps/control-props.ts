import type { ConfigSchema } from "../api/types";
import type { Config, Entry } from "./form-model";

/** What a control of a form gets. */
export interface ControlProps {
  entry: Entry;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The object that the setting belongs to, and its schema. */
  siblings: Config;
  object: ConfigSchema;
  id: string;
  labelId: string;
  describedBy: string | undefined;
  invalid: boolean;
}
