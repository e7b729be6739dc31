import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import type { Page } from "../api/types";
import { explain } from "../ui/failures";
import { uuid } from "./press-keys";

/** Adds a page with its line in the menu, and leads on to where it is designed. */
export function AddPage({ app }: { app: string }) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const acts = useRef({ page: uuid(), entry: uuid() });
  const add = async ({ title }: { title: string }) => {
    if (busy) return;
    setBusy(true);
    setFailed(undefined);
    try {
      const body = { applicationKey: app, title };
      const page = (await call<Page>("pages:create", { body, idempotencyKey: acts.current.page })).data;
      const entry = { applicationKey: app, type: "page", pageUid: page.uid };
      await call("menuEntries:create", { body: entry, idempotencyKey: acts.current.entry });
      await Promise.all(["pages", "menuEntries"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
      await router.navigate({ href: `/apps/${encodeURIComponent(app)}/${encodeURIComponent(page.uid)}/edit` });
    } catch (e) {
      setFailed(e);
      if (e instanceof ApiError && e.status < 500) acts.current = { page: uuid(), entry: uuid() };
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" requiredMark={false} className="add-page panel panel-pad" onFinish={add}>
      {failed !== undefined && <Alert type="error" showIcon title={explain(t, failed)} />}
      <Form.Item
        name="title"
        label={t("applications.pageTitle")}
        rules={[{ required: true, whitespace: true, message: t("applications.pageTitleMissing") }]}
      >
        <Input autoFocus maxLength={255} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t("applications.addPage")}
      </Button>
    </Form>
  );
}
