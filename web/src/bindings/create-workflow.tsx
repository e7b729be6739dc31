import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Workflow } from "../api/types";
import { loadTexts } from "../app/i18n";
import { Loading } from "../ui/states";
import type { NewWorkflowProps } from "../workflows/new-workflow";
import { type Acting, typesFor } from "./fit";

const NewWorkflow = lazy(async () => {
  const [module] = await Promise.all([
    import("../workflows/new-workflow"),
    ...(["workflows", "steps", "records"] as const).map(loadTexts),
  ]);
  return { default: module.NewWorkflow };
});

interface CreateWorkflowProps {
  button: Acting;
  onCreated: (workflow: Workflow) => void | Promise<void>;
  onCancel: () => void;
}

const kinds = { nothing: 0, record: 1, selection: 2 } as const;

/** Makes a workflow for a button: its trigger and collection are filled in. */
export function CreateWorkflow({ button, onCreated, onCancel }: CreateWorkflowProps) {
  const { t } = useTranslation();
  const types = typesFor(button);
  const type = types.includes("action") ? "action" : (types[0] ?? "action");
  const config = {
    ...(button.collection && { collection: button.collection }),
    ...(type === "custom-action" && { type: button.collection ? kinds[button.on] : 0 }),
  };
  const props: NewWorkflowProps = {
    prefill: { title: t("bindings.newTitle", { button: button.title }), type, config },
    button: { uid: button.uid, title: button.title, action: button.action, collection: button.collection || null },
    onCreated: (workflow) => void onCreated(workflow),
    onCancel,
  };
  return (
    <Suspense fallback={<Loading />}>
      <p className="soft">{t("bindings.createHelp")}</p>
      <NewWorkflow {...props} />
    </Suspense>
  );
}
