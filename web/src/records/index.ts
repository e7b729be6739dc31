export { FieldInput } from "./field-input";
export { FieldValue } from "./field-value";
export { FilterBuilder } from "./filter-builder";
export { type FieldKind, isRelation, isRequired, isSortable, isWritable, kindOf, optionsOf } from "./kinds";
export { type ListParams, recordQuery, recordsKey, recordsQuery, useRecord, useRecords } from "./queries";
export { type Key, keyOf, labelOf, type Row, titleField, valueAt } from "./record";
export { RecordPicker } from "./record-picker";
