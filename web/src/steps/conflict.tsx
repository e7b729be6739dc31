import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { ConfigSchema } from "../api/types";
import { differences } from "./form-model";
import { specWords } from "./spec-words";
import { Changed, type StepDraft } from "./step-draft";

interface ConflictProps {
  draft: StepDraft;
  scope: string;
  schema: ConfigSchema;
}

/** Somebody else changed the step meanwhile: shows what differs, and whose counts. */
export function ConflictDialog({ draft, scope, schema }: ConflictProps) {
  const { t } = useTranslation();
  const { error } = draft;
  if (!(error instanceof Changed)) return null;
  const { theirs } = error;
  const words = specWords(t, scope);
  const rows = differences({ title: draft.title, ...draft.config }, { title: theirs.title ?? "", ...theirs.config });
  const label = (path: string) => (path === "title" ? t("steps.title") : words.label(path, at(schema, path)));
  return (
    <Modal
      open
      title={t("steps.conflict.title")}
      onCancel={draft.forget}
      footer={
        <>
          <Button onClick={draft.forget}>{t("steps.conflict.back")}</Button>
          <Button onClick={draft.discard}>{t("steps.conflict.theirs")}</Button>
          <Button type="primary" loading={draft.isSaving} onClick={() => void draft.save(theirs)}>
            {t("steps.conflict.mine")}
          </Button>
        </>
      }
    >
      <p>{t("steps.conflict.text")}</p>
      <table className="step-differences">
        <thead>
          <tr>
            <th scope="col">{t("steps.conflict.setting")}</th>
            <th scope="col">{t("steps.conflict.yours")}</th>
            <th scope="col">{t("steps.conflict.others")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.path}>
              <th scope="row">{label(r.path)}</th>
              <td>{shown(r.a)}</td>
              <td>{shown(r.b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}

function shown(v: unknown): string {
  return v === undefined ? "–" : typeof v === "string" ? v : JSON.stringify(v);
}

/** The schema of a setting by its path. */
function at(schema: ConfigSchema, path: string): ConfigSchema {
  return path.split(".").reduce<ConfigSchema>((s, name) => s.properties?.[name] ?? {}, schema);
}
