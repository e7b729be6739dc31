import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "../records/record";
import { RecordPicker } from "../records/record-picker";
import { useCollection } from "./choose-model";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { asObject } from "./form-model";
import { JsonText } from "./json-text";

/** A record for a run by hand: one that is there, or values as JSON. */
export default function RecordInput({ value, onChange, id, labelId, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { collections } = useFormScope();
  const collection = useCollection();
  const [mode, setMode] = useState<"pick" | "json">(collection ? "pick" : "json");
  const key = collections.find((c) => c.name === collection)?.filterTargetKey;
  const by = typeof key === "string" ? key : "id";
  // The picked record is kept, so that its name need not be read again.
  const [picked, setPicked] = useState<Row | undefined>();
  return (
    <>
      {collection && (
        <Segmented<"pick" | "json">
          size="small"
          className="setting-mode"
          aria-label={t("steps.form.writtenAs")}
          options={[
            { value: "pick", label: t("steps.run.pick") },
            { value: "json", label: t("steps.run.values") },
          ]}
          value={mode}
          onChange={(next) => {
            setMode(next);
            onChange(undefined);
          }}
        />
      )}
      {mode === "pick" ? (
        <RecordPicker
          id={id}
          collection={collection}
          collections={collections}
          value={picked && picked[by] === value ? picked : (value as number | null)}
          onChange={(row) => {
            setPicked(asObject(row));
            onChange(asObject(row)[by]);
          }}
          invalid={invalid}
          aria-labelledby={labelId}
          aria-describedby={describedBy}
        />
      ) : (
        <JsonText value={value} onChange={onChange} labelId={labelId} describedBy={describedBy} invalid={invalid} />
      )}
    </>
  );
}
