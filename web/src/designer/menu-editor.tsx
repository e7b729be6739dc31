import FileOutlined from "@ant-design/icons/es/icons/FileOutlined";
import FolderOutlined from "@ant-design/icons/es/icons/FolderOutlined";
import LinkOutlined from "@ant-design/icons/es/icons/LinkOutlined";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { MenuEntry, Page } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { menuQuery, pagesQuery } from "./data";
import { entryTitle } from "./entry-title";
import { Line } from "./line";
import { DeleteEntry, type Editing, EntryDialog } from "./menu-entry";
import PageDialog from "./page-dialog";
import { SortableList } from "./sortable";
import "./inspector.css";

export interface MenuEditorProps {
  /** The key of the application. */
  application: string;
  onClose: () => void;
}

/** The menu of an application: its entries in their order, below their groups. */
export default function MenuEditor({ application, onClose }: MenuEditorProps) {
  const { t } = useTranslation();
  const entries = useQuery(menuQuery(application));
  const pages = useQuery(pagesQuery(application));
  const [editing, setEditing] = useState<Editing>();
  const [deleting, setDeleting] = useState<MenuEntry>();
  const [making, setMaking] = useState(false);
  const loose = (pages.data ?? []).filter((p) => !entries.data?.some((e) => e.pageUid === p.uid));
  return (
    <Modal
      open
      title={t("designer.menu.title")}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("designer.close")}
        </Button>
      }
    >
      <div className="value-rows">
        <Loaded
          query={entries}
          isEmpty={(l) => l.length === 0}
          empty={<p className="soft">{t("designer.menu.none")}</p>}
        >
          {(list) => (
            <Level
              entries={list}
              pages={pages.data ?? []}
              parent={null}
              label={t("designer.menu.title")}
              edit={(entry) => setEditing({ entry })}
              remove={setDeleting}
            />
          )}
        </Loaded>
        <div className="page-tools">
          <Button icon={<FileOutlined />} onClick={() => setMaking(true)}>
            {t("designer.menu.newPage")}
          </Button>
          <Button icon={<FolderOutlined />} onClick={() => setEditing({ type: "group" })}>
            {t("designer.menu.newGroup")}
          </Button>
          <Button icon={<LinkOutlined />} onClick={() => setEditing({ type: "link" })}>
            {t("designer.menu.newLink")}
          </Button>
          {loose.length > 0 && (
            <Button onClick={() => setEditing({ type: "page" })}>{t("designer.menu.existing")}</Button>
          )}
        </div>
      </div>
      {making && (
        <PageDialog application={application} onDone={() => setMaking(false)} onCancel={() => setMaking(false)} />
      )}
      {editing && (
        <EntryDialog
          application={application}
          editing={editing}
          entries={entries.data ?? []}
          pages={editing.entry ? (pages.data ?? []) : loose}
          close={() => setEditing(undefined)}
        />
      )}
      {deleting && <DeleteEntry entry={deleting} close={() => setDeleting(undefined)} />}
    </Modal>
  );
}

interface LevelProps {
  entries: readonly MenuEntry[];
  pages: readonly Page[];
  parent: number | null;
  label: string;
  edit: (entry: MenuEntry) => void;
  remove: (entry: MenuEntry) => void;
}

/** The entries beside each other, with those below them. */
function Level({ entries, pages, parent, label, edit, remove }: LevelProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const own = entries.filter((e) => e.parentId === parent);
  const move = useMutation({
    mutationFn: ({ source, target, after }: { source: number; target: number; after: boolean }) =>
      call<string>("menuEntries:move", {
        query: { sourceId: source, targetId: target, ...(after && { method: "insertAfter" }) },
        body: {},
      }),
    onError: (e) => notify({ tone: "bad", text: explain(t, e) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["menuEntries"] }),
  });
  const items = own.map((e) => ({ id: String(e.id), label: entryTitle(e, pages), e }));
  return (
    <SortableList
      items={items}
      label={label}
      onMove={(from, to) => {
        const [source, target] = [own[from], own[to]];
        if (source && target) move.mutate({ source: source.id, target: target.id, after: to > from });
      }}
    >
      {({ e, label: name }) => (
        <>
          <Line
            name={name}
            more={[t(`designer.menu.types.${e.type}`), e.hidden && t("designer.menu.hidden")]
              .filter(Boolean)
              .join(" · ")}
            open={() => edit(e)}
            remove={() => remove(e)}
          />
          {e.type === "group" && entries.some((c) => c.parentId === e.id) && (
            <Level entries={entries} pages={pages} parent={e.id} label={name} edit={edit} remove={remove} />
          )}
        </>
      )}
    </SortableList>
  );
}
