import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Application } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import ApplicationDialog from "./application-dialog";
import { applicationsQuery, menuQuery, pagesQuery } from "./data";
import { Line } from "./line";
import { moved } from "./model/patch";
import { SortableList } from "./sortable";
import "./inspector.css";

export interface ApplicationsEditorProps {
  onClose: () => void;
}

/** The applications in their order: here they are renamed, moved and deleted. */
export default function ApplicationsEditor({ onClose }: ApplicationsEditorProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const applications = useQuery(applicationsQuery());
  const [changing, setChanging] = useState<Application>();
  const [deleting, setDeleting] = useState<Application>();
  const order = useMutation({
    mutationFn: async (list: Application[]) => {
      for (const [i, a] of list.entries()) {
        if (a.sort === i + 1) continue;
        await call<Application[]>("applications:update", { query: { filterByTk: a.key }, body: { sort: i + 1 } });
      }
    },
    onMutate: (list) => queries.setQueryData(applicationsQuery().queryKey, list),
    onError: (e) => notify({ tone: "bad", text: explain(t, e) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["applications"] }),
  });
  return (
    <Modal
      open
      title={t("designer.application.all")}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("designer.close")}
        </Button>
      }
    >
      <Loaded query={applications} isEmpty={(l) => l.length === 0} empty={<p>{t("designer.application.none")}</p>}>
        {(list) => (
          <SortableList
            items={list.map((a) => ({ id: a.key, label: a.title, a }))}
            label={t("designer.application.all")}
            onMove={(from, to) => order.mutate(moved(list, from, to))}
          >
            {({ a }) => <Line name={a.title} open={() => setChanging(a)} remove={() => setDeleting(a)} />}
          </SortableList>
        )}
      </Loaded>
      {changing && (
        <ApplicationDialog
          application={changing}
          onDone={() => setChanging(undefined)}
          onCancel={() => setChanging(undefined)}
        />
      )}
      {deleting && <DeleteApplication application={deleting} close={() => setDeleting(undefined)} />}
    </Modal>
  );
}

/** Asks before an application goes, with everything that goes with it. */
function DeleteApplication({ application, close }: { application: Application; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const pages = useQuery(pagesQuery(application.key));
  const entries = useQuery(menuQuery(application.key));
  const [sure, setSure] = useState(false);
  const count = pages.data?.length ?? 0;
  const remove = useMutation({
    mutationFn: () =>
      call<number>("applications:destroy", {
        query: { filterByTk: application.key, recursive: true, force: true },
        body: {},
      }),
    onSuccess: async () => {
      await Promise.all(
        ["applications", "pages", "menuEntries"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
      close();
    },
  });
  return (
    <Modal
      open
      title={t("designer.application.delete", { name: application.title })}
      okText={t("designer.application.deleteOk")}
      okButtonProps={{ danger: true, disabled: pages.isPending || entries.isPending || (count > 0 && !sure) }}
      cancelText={t("designer.cancel")}
      confirmLoading={remove.isPending}
      onOk={() => remove.mutate()}
      onCancel={close}
    >
      {remove.isError && <Alert className="form-alert" type="error" showIcon title={explain(t, remove.error)} />}
      <p>{t("designer.application.deleteWhat", { count })}</p>
      {count > 0 && (
        <>
          <ul className="bound-summary">
            {(pages.data ?? []).map((p) => (
              <li key={p.uid}>{p.title}</li>
            ))}
          </ul>
          <Checkbox checked={sure} onChange={(e) => setSure(e.target.checked)}>
            {t("designer.application.deleteSure")}
          </Checkbox>
        </>
      )}
    </Modal>
  );
}
