import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { PageView } from "../applications/page-view";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { useDesigner } from "./context";
import { previewQuery, rolesQuery } from "./data";
import "./preview.css";

/** The draft as its readers would see it: in a role, at the width of a phone. Nothing on it does anything. */
export function Preview() {
  const { t } = useTranslation();
  const { editor, content, search, open } = useDesigner();
  const roles = useQuery(rolesQuery());
  const label = useId();
  const { look = "wide", as = "" } = search;
  const { flush } = editor;
  // The server decides what a role sees: it has to have what is shown.
  useEffect(() => {
    void flush();
  }, [flush]);
  return (
    <section className="preview" aria-label={t("designer.preview.title")}>
      <div className="page-tools">
        <label htmlFor={label}>{t("designer.preview.as")}</label>
        <Select
          id={label}
          className="preview-role"
          value={as}
          options={[
            { value: "", label: t("designer.preview.all") },
            ...(roles.data ?? []).map((r) => ({ value: r.name, label: r.title || r.name })),
          ]}
          onChange={(role) => open({ look, ...(role && { as: role }) })}
        />
        <Segmented
          aria-label={t("designer.preview.width")}
          value={look}
          options={(["wide", "phone"] as const).map((l) => ({ value: l, label: t(`designer.preview.${l}`) }))}
          onChange={(l) => open({ look: l, ...(as && { as }) })}
        />
        <span className="soft">{t("designer.preview.inert")}</span>
      </div>
      <div className={`preview-window preview-${look}`}>{as ? <AsRole role={as} /> : <Shown content={content} />}</div>
    </section>
  );
}

function AsRole({ role }: { role: string }) {
  const { editor } = useDesigner();
  const seen = useQuery(previewQuery(editor.page.uid, editor.page.revision, role));
  return <Loaded query={seen}>{(content) => <Shown content={content} />}</Loaded>;
}

function Shown({ content }: { content: Parameters<typeof PageView>[0]["content"] }) {
  const { t } = useTranslation();
  const { collections, application, editor } = useDesigner();
  if (content.blocks.length === 0) {
    return (
      <Empty title={t("designer.preview.emptyTitle")}>
        <p>{t("designer.preview.empty")}</p>
      </Empty>
    );
  }
  return (
    <PageView content={content} collections={collections} application={application} page={editor.page.uid} inert />
  );
}
