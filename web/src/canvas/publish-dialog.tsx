import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { useBench } from "./bench";
import { Changes } from "./changes";
import { Dialog } from "./dialog";
import { difference } from "./difference";
import { checkQuery } from "./queries";

/** Publishes the open version: what becomes different, what is wrong, and a note about why. */
export function PublishDialog() {
  const { t } = useTranslation();
  const { state, published, ask, editor } = useBench();
  const { workflow } = state.version;
  const queries = useQueryClient();
  const [note, setNote] = useState(workflow.note ?? "");
  const id = useId();
  const problems = useQuery(checkQuery(workflow.id, workflow.updatedAt)).data ?? [];
  const errors = problems.filter((p) => p.severity === "error").length;
  const publish = useMutation({
    mutationFn: async () => {
      await editor.save();
      const query = { filterByTk: editor.get().version.workflow.id };
      return call<Workflow[]>("workflows:update", { query, body: { enabled: true, note: note.trim() || null } });
    },
    onSuccess: async () => {
      ask(undefined);
      notify({ tone: "good", text: t("canvas.published") });
      await queries.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
  return (
    <Dialog
      title={t("canvas.publishTitle")}
      okText={t("canvas.publishOk")}
      cancelText={t("canvas.cancel")}
      confirmLoading={publish.isPending}
      onOk={() => publish.mutate()}
      onCancel={() => ask(undefined)}
    >
      <p>{t(published ? "canvas.publishText" : "canvas.publishFirst")}</p>
      {errors > 0 && <Alert type="warning" showIcon title={t("canvas.publishErrors", { count: errors })} />}
      {published && (
        <section className="bench-differences" aria-label={t("canvas.changes.title")}>
          <Changes list={difference(published, state.doc)} />
        </section>
      )}
      <label htmlFor={id}>{t("canvas.note")}</label>
      <Input.TextArea
        id={id}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(e) => setNote(e.target.value)}
        placeholder={t("canvas.noteHelp")}
      />
      {publish.isError && <Alert type="error" showIcon role="alert" title={explain(t, publish.error)} />}
    </Dialog>
  );
}
