import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { useBench } from "./bench";

/** The workflow's name, to be changed in its place. All its versions have the same. */
export function TitleField() {
  const { t } = useTranslation();
  const { editor, state } = useBench();
  const { workflow } = state.version;
  const queries = useQueryClient();
  const [typed, setTyped] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const wasEdited = useRef(false);
  useEffect(() => {
    if (typed === undefined && wasEdited.current) button.current?.focus();
    wasEdited.current = typed !== undefined;
  }, [typed]);
  const save = useMutation({
    mutationFn: async (title: string) => {
      await editor.save();
      const query = { filter: { key: workflow.key } };
      return (await call<Workflow[]>("workflows:update", { query, body: { title } })).data;
    },
    onSuccess: () => {
      setTyped(undefined);
      return queries.invalidateQueries({ queryKey: ["workflows"] });
    },
    onError: (e) => notify({ tone: "bad", text: explain(t, e) }),
  });
  const done = () => {
    const title = typed?.trim();
    if (title && title !== workflow.title) save.mutate(title);
    else setTyped(undefined);
  };
  if (typed === undefined) {
    return (
      <div className="bench-title">
        <h1>{workflow.title || t("canvas.untitled")}</h1>
        <Button
          ref={button}
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t("canvas.renameWorkflow")}
          onClick={() => setTyped(workflow.title ?? "")}
        />
      </div>
    );
  }
  return (
    <div className="bench-title">
      <h1 className="visually-hidden">{workflow.title || t("canvas.untitled")}</h1>
      <Input
        autoFocus
        value={typed}
        maxLength={255}
        disabled={save.isPending}
        aria-label={t("canvas.renameWorkflow")}
        onChange={(e) => setTyped(e.target.value)}
        onPressEnter={(e) => {
          e.preventDefault();
          done();
        }}
        onBlur={done}
        onKeyDown={(e) => e.key === "Escape" && setTyped(undefined)}
      />
    </div>
  );
}
