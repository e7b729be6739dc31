import type { Collection, Field } from "../api/types";
import { FieldValue } from "../records";

interface ValueProps {
  field: Field;
  value: unknown;
  collections: readonly Collection[];
  clip?: boolean;
}

/** The value of a field; keys as they are, since they count nothing. */
export function Value(props: ValueProps) {
  const { field, value } = props;
  const isKey = field.primaryKey || field.isForeignKey || field.type === "snowflakeId";
  if (isKey && (typeof value === "number" || typeof value === "string")) return <code>{value}</code>;
  return <FieldValue {...props} />;
}
