import type { ControlProps } from "./control-props";
import { JsonText } from "./json-text";

/** A setting of which the server says nothing but that it is JSON. */
export default function JsonInput({ value, onChange, labelId, describedBy, invalid }: ControlProps) {
  return <JsonText value={value} onChange={onChange} labelId={labelId} describedBy={describedBy} invalid={invalid} />;
}
