import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Input, Modal, Radio, Select } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { collectionsQuery, collectionTitle } from "../api/model";
import type { MenuEntry, Page, PageContent } from "../api/types";
import { atFields, explain } from "../ui/failures";
import { offered } from "./add-block";
import type { EditedPage } from "./data";
import { readyPage } from "./model/fresh";
import { RolesSelect } from "./roles-select";

export interface PageDialogProps {
  /** The application that the page belongs to. */
  application: string;
  /** The group of the menu that its entry goes to; the top without it. */
  parentId?: number | undefined;
  /** The page is there, with its entry in the menu. */
  onDone: (page: Page) => void;
  onCancel: () => void;
}

interface Values {
  way: "ready" | "empty";
  collection?: string;
  title: string;
  roles: string[];
  publish: boolean;
}

/** Makes a page: with a table and forms for a collection, which can be used at once, or empty. */
export default function PageDialog({ application, parentId, onDone, onCancel }: PageDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const collections = useQuery(collectionsQuery());
  const all = offered(collections.data ?? []);
  const named = useRef("");
  const way = Form.useWatch("way", form) ?? "ready";
  const create = useMutation({
    mutationFn: async (values: Values) => {
      const page = await makePage(values);
      const entry = { applicationKey: application, type: "page", pageUid: page.uid, ...(parentId && { parentId }) };
      await call<MenuEntry>("menuEntries:create", { body: entry });
      return page;
    },
    onSuccess: async (page) => {
      await Promise.all(
        ["pages", "menuEntries", "applications"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
      onDone(page);
    },
    onError: (e) => form.setFields(atFields(t, e, fields, byCode).at as Parameters<typeof form.setFields>[0]),
  });
  const whole = create.isError && atFields(t, create.error, fields, byCode).isWhole;
  const choose = (name: string) => {
    const collection = all.find((c) => c.name === name);
    const title = form.getFieldValue("title");
    if (collection && (!title || title === named.current)) {
      named.current = collectionTitle(collection);
      form.setFieldValue("title", named.current);
    }
  };
  return (
    <Modal
      open
      title={t("designer.newPage.title")}
      okText={t("designer.newPage.create")}
      cancelText={t("designer.cancel")}
      confirmLoading={create.isPending}
      onOk={form.submit}
      onCancel={onCancel}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ way: "ready", title: "", roles: [], publish: true }}
        onFinish={(values) => create.mutate(values)}
      >
        {whole && <Alert className="form-alert" type="error" showIcon title={explain(t, create.error)} />}
        <Form.Item name="way" label={t("designer.newPage.way")}>
          <Radio.Group
            options={[
              { value: "ready", label: t("designer.newPage.ready") },
              { value: "empty", label: t("designer.newPage.empty") },
            ]}
          />
        </Form.Item>
        {way === "ready" && (
          <Form.Item
            name="collection"
            label={t("designer.newPage.collection")}
            extra={t(
              all.length > 0 || collections.isPending ? "designer.newPage.readyHelp" : "designer.newPage.noCollections",
            )}
            rules={[{ required: true, message: t("designer.newPage.collectionMissing") }]}
          >
            <Select
              showSearch={{ optionFilterProp: "label" }}
              loading={collections.isFetching}
              placeholder={t("designer.add.choose")}
              options={all.map((c) => ({ value: c.name, label: collectionTitle(c) }))}
              onChange={choose}
            />
          </Form.Item>
        )}
        <Form.Item
          name="title"
          label={t("designer.page.name")}
          rules={[{ required: true, whitespace: true, message: t("designer.newPage.titleMissing") }]}
        >
          <Input maxLength={255} />
        </Form.Item>
        <Form.Item name="roles" label={t("designer.page.roles")}>
          <Roles />
        </Form.Item>
        {way === "ready" && (
          <Form.Item name="publish" valuePropName="checked">
            <Checkbox>{t("designer.newPage.publish")}</Checkbox>
          </Form.Item>
        )}
      </Form>
    </Modal>
  );

  async function makePage(values: Values): Promise<EditedPage> {
    const collection = values.way === "ready" ? all.find((c) => c.name === values.collection) : undefined;
    const words = {
      add: t("designer.words.add"),
      submit: t("designer.words.submit"),
      edit: t("designer.words.edit"),
      save: t("designer.words.save"),
      delete: t("designer.words.delete"),
      deleteConfirm: t("designer.words.deleteConfirm"),
    };
    const draft: PageContent = collection ? readyPage(collection, words) : { blocks: [] };
    const body = { applicationKey: application, title: values.title.trim(), roles: values.roles, draft };
    const { data: page } = await call<EditedPage>("pages:create", { body });
    if (!collection || !values.publish) return page;
    try {
      const query = { filterByTk: page.uid };
      return (await call<EditedPage>("pages:publish", { query, body: { revision: page.revision } })).data;
    } catch (e) {
      if (e instanceof ApiError && e.status < 500) return page; // it is there as a draft, which says what is wrong
      throw e;
    }
  }
}

const fields = ["title", "roles", "collection"];
const byCode = {};

/** The roles, as a form hands them in. */
function Roles({ id = "", value = [], onChange }: { id?: string; value?: string[]; onChange?: (v: string[]) => void }) {
  const { t } = useTranslation();
  return (
    <RolesSelect id={id} value={value} everybody={t("designer.roles.everybody")} onChange={(v) => onChange?.(v)} />
  );
}
