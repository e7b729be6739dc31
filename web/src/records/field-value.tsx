import { useTranslation } from "react-i18next";
import type { Collection, Field } from "../api/types";
import { Chip } from "./chip";
import "./field-value.css";
import { useFormats } from "./format";
import { kindOf, optionsOf } from "./kinds";
import { collectionOf, isRow, labelOf, type Row } from "./record";

export interface FieldValueProps {
  field: Field;
  value: unknown;
  /** The model: what related records are called depends on it. */
  collections: readonly Collection[];
  /** For a relation: the field by which its records are shown; their collection's title field without it. */
  titleField?: string | undefined;
  /** On one line, cut where it is too long: for tables. */
  clip?: boolean;
}

/** The value of a field, as people read it. */
export function FieldValue(props: FieldValueProps) {
  const { t } = useTranslation();
  const { value } = props;
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
    return (
      <span className="field-value-none">
        <span aria-hidden>–</span>
        <span className="visually-hidden">{t("records.none")}</span>
      </span>
    );
  }
  return <Shown {...props} />;
}

function Shown({ field, value, collections, titleField, clip }: FieldValueProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  switch (kindOf(field)) {
    case "integer":
    case "number":
    case "decimal":
      return <span className="field-value-number">{formats.number(value)}</span>;
    case "percent":
      return <span className="field-value-number">{formats.percent(value)}</span>;
    case "boolean":
      return value === true ? t("records.yes") : t("records.no");
    case "instant":
      return <time dateTime={String(value)}>{formats.instant(value)}</time>;
    case "wallTime":
      return <time>{formats.wallTime(value)}</time>;
    case "date":
      return <time dateTime={String(value)}>{formats.date(value)}</time>;
    case "time":
      return <time>{formats.time(value)}</time>;
    case "choice":
    case "choices":
      return <Choices field={field} values={Array.isArray(value) ? value : [value]} />;
    case "list":
      return <Chips labels={Array.isArray(value) ? value.map(textOf) : [textOf(value)]} />;
    case "one":
    case "many":
      return <Related field={field} value={value} collections={collections} titleField={titleField} clip={clip} />;
    case "json":
      return clip ? (
        <code className="field-value-clip">{JSON.stringify(value)}</code>
      ) : (
        <code className="field-value-json">{JSON.stringify(value, null, 2)}</code>
      );
    default:
      return <Text kind={kindOf(field)} value={textOf(value)} clip={clip} />;
  }
}

function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function Text({ kind, value, clip }: { kind: string; value: string; clip: boolean | undefined }) {
  if (kind === "email" && /^[^\s@]+@[^\s@]+$/.test(value)) return <a href={`mailto:${value}`}>{value}</a>;
  if (kind === "phone" && /^[+\d][\d\s().-]*$/.test(value))
    return <a href={`tel:${value.replace(/\s/g, "")}`}>{value}</a>;
  if (kind === "url" && /^https?:\/\//i.test(value)) {
    return (
      <a
        href={value}
        target="_blank"
        rel="noopener noreferrer"
        className={clip ? "field-value-clip" : "field-value-text"}
      >
        {value}
      </a>
    );
  }
  if (kind === "color") {
    return (
      <span className="field-value-color">
        <svg className="field-value-swatch" viewBox="0 0 1 1" aria-hidden>
          <title>{value}</title>
          <rect width="100%" height="100%" fill={value} />
        </svg>
        {value}
      </span>
    );
  }
  if (clip) {
    return (
      <span className="field-value-clip" title={value}>
        {value}
      </span>
    );
  }
  return <span className={kind === "longText" ? "field-value-lines" : "field-value-text"}>{value}</span>;
}

function Choices({ field, values }: { field: Field; values: unknown[] }) {
  const options = optionsOf(field);
  return (
    <span className="field-value-list">
      {values.map((v) => {
        const option = options.find((o) => o.value === v);
        return (
          <Chip key={textOf(v)} color={option?.color}>
            {option?.label ?? textOf(v)}
          </Chip>
        );
      })}
    </span>
  );
}

function Chips({ labels, more }: { labels: string[]; more?: number }) {
  const { t } = useTranslation();
  return (
    <span className="field-value-list">
      {labels.map((label, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same text may come twice, and nothing is kept in a chip
        <Chip key={`${i} ${label}`}>{label}</Chip>
      ))}
      {more ? <span className="soft">{t("records.more", { count: more })}</span> : null}
    </span>
  );
}

/** So many of many related records are named; of the others the number is told. */
const named = 5;

interface RelatedProps {
  field: Field;
  value: unknown;
  collections: readonly Collection[];
  titleField: string | undefined;
  clip: boolean | undefined;
}

function Related({ field, value, collections, titleField, clip }: RelatedProps) {
  const target = collectionOf(collections, field.target);
  const label = (v: unknown) => (isRow(v) && target ? labelOf(target, v as Row, titleField) : textOf(v));
  if (!Array.isArray(value)) {
    return <span className={clip ? "field-value-clip" : "field-value-text"}>{label(value)}</span>;
  }
  return <Chips labels={value.slice(0, named).map(label)} more={Math.max(value.length - named, 0)} />;
}
