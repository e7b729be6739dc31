import { useMutation } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Collection } from "../api/types";
import type { Key } from "../records";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { destroyRecords } from "./record-api";

interface DeleteRecordsProps {
  collection: Collection;
  keys: readonly Key[];
  /** What the one record is called. */
  label?: string;
  done: () => void;
  cancel: () => void;
}

/** Asks before records are deleted. */
export function DeleteRecords({ collection, keys, label, done, cancel }: DeleteRecordsProps) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: () => destroyRecords(collection.name, keys),
    onSuccess: (count) => {
      notify({
        tone: count > 0 ? "good" : "attention",
        text: count ? t("collections.grid.deleted", { count }) : t("collections.grid.deletedNone"),
      });
      done();
    },
  });
  return (
    <Modal
      open
      title={
        label ? t("collections.grid.deleteOne", { label }) : t("collections.grid.deleteChosen", { count: keys.length })
      }
      okText={t("collections.grid.delete")}
      okButtonProps={{ danger: true, loading: remove.isPending }}
      cancelText={t("collections.cancel")}
      cancelButtonProps={{ disabled: remove.isPending }}
      closable={{ "aria-label": t("collections.close") }}
      onOk={() => remove.mutate()}
      onCancel={cancel}
    >
      <p>{t("collections.grid.deleteHelp", { count: keys.length })}</p>
      {remove.error && <Alert type="error" showIcon role="alert" title={explain(t, remove.error)} />}
    </Modal>
  );
}
