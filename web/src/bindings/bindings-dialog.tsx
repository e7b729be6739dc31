import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveQueries } from "../api/live";
import { collectionTitle } from "../api/model";
import type { Binding, Collection, Workflow } from "../api/types";
import { Loaded } from "../ui/loaded";
import { size } from "../ui/tokens";
import { Anyway } from "./anyway";
import { BoundList } from "./bound-list";
import { CreateWorkflow } from "./create-workflow";
import { workflowsQuery } from "./data";
import { type Acting, typesFor } from "./fit";
import { anyway, bound, effective } from "./order";
import { OrderPicture } from "./order-picture";
import { Picker } from "./picker";
import "./bindings.css";

export interface BindingsDialogProps {
  button: Acting;
  bindings: readonly Binding[];
  collections: readonly Collection[];
  onChange: (bindings: Binding[]) => void;
  /** Opens a workflow: the dialog is left. */
  onOpen: (workflow: Pick<Workflow, "id">) => void | Promise<void>;
  onClose: () => void;
}

/** Binds workflows to a button: which, in which order, with which record; and shows what then happens. */
export function BindingsDialog({ button, bindings, collections, onChange, onOpen, onClose }: BindingsDialogProps) {
  const { t } = useTranslation();
  const workflows = useQuery(workflowsQuery());
  const [creating, setCreating] = useState(false);
  useLiveQueries(["definitions"], ["workflows"]);
  const collection = collections.find((c) => c.name === button.collection);
  const created = async (workflow: Workflow) => {
    onChange([...bindings, { key: workflow.key }]);
    setCreating(false);
    if (workflow.enabled) await workflows.refetch();
    else await onOpen(workflow);
  };
  return (
    <Modal
      open
      width={size.bindings}
      title={t("bindings.title", { button: button.title })}
      onCancel={creating ? () => setCreating(false) : onClose}
      footer={
        creating ? null : (
          <Button type="primary" onClick={onClose}>
            {t("bindings.done")}
          </Button>
        )
      }
    >
      {creating ? (
        <CreateWorkflow button={button} onCreated={created} onCancel={() => setCreating(false)} />
      ) : (
        <div className="bindings">
          <div className="bindings-which">
            <p>
              {t(button.action === "trigger" ? "bindings.whichTrigger" : "bindings.which", {
                action: t(`actionNames.${button.action as "create"}`),
                collection: collection ? collectionTitle(collection) : button.collection || t("bindings.noCollection"),
              })}
            </p>
            <ul>
              {typesFor(button).map((type) => (
                <li key={type}>
                  <strong>{t(`bindings.types.${type}`)}.</strong> {t(`bindings.typeMeans.${type}`)}
                </li>
              ))}
            </ul>
          </div>
          <Loaded query={workflows}>
            {(all) => {
              const list = bound(button, bindings, all, collections);
              const others = anyway(button, all);
              return (
                <>
                  <section className="bindings-part" aria-labelledby="bindings-bound">
                    <h3 id="bindings-bound">{t("bindings.bound")}</h3>
                    <BoundList
                      button={button}
                      bindings={bindings}
                      followers={list}
                      collections={collections}
                      onChange={onChange}
                      onOpen={onOpen}
                    />
                    <Picker
                      button={button}
                      bindings={bindings}
                      workflows={all}
                      collections={collections}
                      onChoose={(binding) => onChange([...bindings, binding])}
                      onCreate={() => setCreating(true)}
                    />
                  </section>
                  <OrderPicture button={button} order={effective(list, others)} />
                  <Anyway followers={others} onOpen={onOpen} />
                  <p className="soft">{t("bindings.atPublish")}</p>
                </>
              );
            }}
          </Loaded>
        </div>
      )}
    </Modal>
  );
}
