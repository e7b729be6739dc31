import { fieldTitle } from "../api/model";
import type { BlockField, Collection, Field, FormBlock } from "../api/types";
import { reach } from "../records/filter";
import { isRequired, isWritable, kindOf } from "../records/kinds";
import type { Row } from "../records/record";
import { resolved } from "./act";

/** A field of a form with all that follows from the collection. */
export interface FormField {
  spec: BlockField;
  /** Undefined when the collection has no such field any more. */
  field: Field | undefined;
  label: string;
  required: boolean;
  /** Whether it takes a value: paths through relations and fields of the server are only shown. */
  takes: boolean;
}

/** The fields of a form, in order. */
export function formFields(block: FormBlock, collections: readonly Collection[], collection: Collection): FormField[] {
  return block.settings.fields.map((spec) => {
    const field = reach(collections, collection.name, spec.name);
    const takes = field !== undefined && !spec.readOnly && !spec.name.includes(".") && isWritable(field);
    const must = spec.required === true || (field !== undefined && isRequired(field));
    return {
      spec,
      field,
      label: spec.label || (field ? fieldTitle(field) : spec.name),
      required: takes && must && field !== undefined && kindOf(field) !== "boolean",
      takes,
    };
  });
}

/** What a form for a new record begins with. */
export function beginnings(fields: readonly FormField[], user: Row, now: Date): Row {
  const out: Row = {};
  for (const { spec, field, takes } of fields) {
    if (!takes || !field) continue;
    const value = spec.default ?? plainDefault(field);
    if (value !== undefined && value !== null) out[spec.name] = resolved(value, user, now);
  }
  return out;
}

/** The collection's own default, where it is a value that people would type. */
function plainDefault(field: Field): unknown {
  const value = field.defaultValue;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

/** Whether a field has no value. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
