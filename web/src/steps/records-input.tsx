import { RecordPicker } from "../records/record-picker";
import { useCollection } from "./choose-model";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { asObject } from "./form-model";

/** Several records, by their keys. */
export default function RecordsInput({ value, onChange, id, labelId, describedBy, invalid }: ControlProps) {
  const { collections } = useFormScope();
  const collection = useCollection();
  const key = collections.find((c) => c.name === collection)?.filterTargetKey;
  const by = typeof key === "string" ? key : "id";
  return (
    <RecordPicker
      id={id}
      multiple
      collection={collection}
      collections={collections}
      value={Array.isArray(value) ? value : []}
      onChange={(rows) => {
        const list = Array.isArray(rows) ? rows.map((row) => asObject(row)[by]) : [];
        onChange(list.length > 0 ? list : undefined);
      }}
      invalid={invalid}
      aria-labelledby={labelId}
      aria-describedby={describedBy}
    />
  );
}
