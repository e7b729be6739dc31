import { writableFields } from "../records/kinds";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { asObject } from "./form-model";
import { Values } from "./values-input";

/** New values for what was submitted. What is nested stands under its path. */
export default function SubmittedInput({ value, onChange }: ControlProps) {
  const { collections, collection: name } = useFormScope();
  const collection = collections.find((c) => c.name === name);
  const fields = collection ? writableFields(collection) : [];
  return <Values fields={fields} value={asObject(value)} onChange={onChange} isNew={false} collection={name ?? ""} />;
}
