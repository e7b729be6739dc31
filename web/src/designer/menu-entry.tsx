import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import type { MenuEntry, MenuEntryType, Page } from "../api/types";
import { atFields, explain } from "../ui/failures";
import { entryTitle } from "./entry-title";
import { IconSelect } from "./icon-select";

/** The entry that is changed, or the type of a new one. */
export interface Editing {
  entry?: MenuEntry;
  type?: MenuEntryType;
}

interface EntryDialogProps {
  application: string;
  editing: Editing;
  entries: readonly MenuEntry[];
  pages: readonly Page[];
  close: () => void;
}

interface Values {
  title?: string;
  pageUid?: string;
  url?: string;
  parentId?: number;
  icon?: string;
  hidden?: boolean;
}

const fields = ["title", "pageUid", "url", "parentId", "icon"];

/** Makes or changes an entry of a menu. */
export function EntryDialog({ application, editing, entries, pages, close }: EntryDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { entry } = editing;
  const type = entry?.type ?? editing.type ?? "group";
  const groups = entries.filter((e) => e.type === "group" && !isBelow(e, entry, entries));
  const save = useMutation({
    mutationFn: async (v: Values) => {
      const body = {
        type,
        applicationKey: application,
        title: v.title?.trim() || null,
        parentId: v.parentId || null, // 0 stands for the top
        icon: v.icon ?? null,
        hidden: v.hidden === true,
        ...(type === "page" && { pageUid: v.pageUid }),
        ...(type === "link" && { url: v.url?.trim() }),
      };
      if (entry) await call<MenuEntry[]>("menuEntries:update", { query: { filterByTk: entry.id }, body });
      else await call<MenuEntry>("menuEntries:create", { body });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["menuEntries"] });
      close();
    },
    onError: (e) => form.setFields(atFields(t, e, fields).at as Parameters<typeof form.setFields>[0]),
  });
  const whole = save.isError && atFields(t, save.error, fields).isWhole;
  return (
    <Modal
      open
      title={entry ? t("designer.menu.change", { name: entryTitle(entry, pages) }) : t(`designer.menu.add.${type}`)}
      okText={t("designer.save")}
      cancelText={t("designer.cancel")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={close}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          title: entry?.title ?? "",
          pageUid: entry?.pageUid ?? undefined,
          url: entry?.url ?? "",
          parentId: entry?.parentId ?? 0,
          icon: entry?.icon ?? undefined,
          hidden: entry?.hidden ?? false,
        }}
        onFinish={(v) => save.mutate(v)}
      >
        {whole && <Alert className="form-alert" type="error" showIcon title={explain(t, save.error)} />}
        {type === "page" && (
          <Form.Item
            name="pageUid"
            label={t("designer.menu.page")}
            rules={[{ required: true, message: t("designer.menu.pageMissing") }]}
          >
            <Select
              showSearch={{ optionFilterProp: "label" }}
              options={pages.map((p) => ({ value: p.uid, label: p.title }))}
            />
          </Form.Item>
        )}
        <Form.Item
          name="title"
          label={t("designer.menu.name")}
          {...(type === "page" && { extra: t("designer.menu.nameOfPage") })}
          rules={[{ required: type !== "page", whitespace: true, message: t("designer.menu.nameMissing") }]}
        >
          <Input autoFocus maxLength={255} />
        </Form.Item>
        {type === "link" && (
          <Form.Item
            name="url"
            label={t("designer.lead.url")}
            rules={[{ required: true, message: t("designer.menu.urlMissing") }]}
          >
            <Input maxLength={2000} />
          </Form.Item>
        )}
        <Form.Item name="parentId" label={t("designer.menu.group")}>
          <Select
            options={[
              { value: 0, label: t("designer.menu.top") },
              ...groups.map((g) => ({ value: g.id, label: entryTitle(g, pages) })),
            ]}
          />
        </Form.Item>
        <Form.Item name="icon" label={t("designer.button.icon")}>
          <IconSelect />
        </Form.Item>
        <Form.Item name="hidden" valuePropName="checked">
          <Checkbox>{t("designer.menu.hide")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Whether a group is the entry itself or stands below it: there it cannot go. */
function isBelow(group: MenuEntry, entry: MenuEntry | undefined, all: readonly MenuEntry[]): boolean {
  if (!entry) return false;
  for (let at: MenuEntry | undefined = group; at; at = all.find((e) => e.id === at?.parentId)) {
    if (at.id === entry.id) return true;
  }
  return false;
}

/** Asks before an entry goes; its page stays, or goes with it. */
export function DeleteEntry({ entry, close }: { entry: MenuEntry; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [withPage, setWithPage] = useState(false);
  const [force, setForce] = useState(false);
  const remove = useMutation({
    mutationFn: async () => {
      await call<number>("menuEntries:destroy", { query: { filterByTk: entry.id, recursive: true }, body: {} });
      if (withPage && entry.pageUid) {
        await call<number>("pages:destroy", {
          query: { filterByTk: entry.pageUid, ...(force && { force }) },
          body: {},
        });
      }
    },
    onError: (e) => {
      if (e instanceof ApiError && e.code === "PAGE_IN_USE") setForce(true);
    },
    onSuccess: () => close(),
    onSettled: () =>
      Promise.all(
        ["menuEntries", "pages", "applications"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      ),
  });
  return (
    <Modal
      open
      title={t("designer.menu.delete", { name: entryTitle(entry, []) })}
      okText={t(force ? "designer.menu.deleteAnyway" : "designer.menu.deleteOk")}
      okButtonProps={{ danger: true }}
      cancelText={t("designer.cancel")}
      confirmLoading={remove.isPending}
      onOk={() => remove.mutate()}
      onCancel={close}
    >
      {remove.isError && <Alert className="form-alert" type="error" showIcon title={explain(t, remove.error)} />}
      <p>{t(`designer.menu.deleteWhat.${entry.type}`)}</p>
      {entry.type === "page" && (
        <Checkbox checked={withPage} onChange={(e) => setWithPage(e.target.checked)}>
          {t("designer.menu.deletePage")}
        </Checkbox>
      )}
    </Modal>
  );
}
