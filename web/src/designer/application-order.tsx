import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Application } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { applicationsQuery } from "./data";
import { moved } from "./model/patch";
import { SortableList } from "./sortable";

export interface ApplicationOrderProps {
  onClose: () => void;
}

/** Puts the applications in order. */
export default function ApplicationOrder({ onClose }: ApplicationOrderProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const applications = useQuery(applicationsQuery());
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
      title={t("designer.order.title")}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("designer.close")}
        </Button>
      }
    >
      <Loaded query={applications}>
        {(list) => (
          <SortableList
            items={list.map((a) => ({ id: a.key, label: a.title }))}
            label={t("designer.order.title")}
            onMove={(from, to) => order.mutate(moved(list, from, to))}
          >
            {({ label }) => <p className="line-open">{label}</p>}
          </SortableList>
        )}
      </Loaded>
    </Modal>
  );
}
