import { useQuery } from "@tanstack/react-query";
import { Input, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PageButton } from "../api/types";
import type { SetButton } from "./button-props";
import { applicationsQuery, pagesQuery } from "./data";
import { worth } from "./model/patch";
import type { Located } from "./model/problems";
import { Setting } from "./setting";

interface LeadProps {
  button: PageButton;
  set: SetButton;
  problems: readonly Located[];
}

/** Where a button leads: a link to a page or an address; the others, when they are done, to a page. */
export function Lead({ button, set, problems }: LeadProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<"page" | "url">(button.url === undefined ? "page" : "url");
  if (button.kind === "popup") return null;
  if (button.kind !== "link") {
    return (
      <Setting label={t("designer.lead.after")} help={t("designer.lead.afterHelp")} problems={problems}>
        {(ids) => (
          <PageChoice {...ids} value={button.page} onChange={(page) => set({ page })} none="designer.lead.stay" />
        )}
      </Setting>
    );
  }
  const choose = (next: "page" | "url") => {
    setKind(next);
    set(next === "page" ? { url: undefined } : { page: undefined });
  };
  return (
    <>
      <Setting label={t("designer.lead.to")} {...(kind === "page" && { problems })}>
        {(ids) => (
          <Radio.Group
            {...ids}
            value={kind}
            options={(["page", "url"] as const).map((k) => ({ value: k, label: t(`designer.lead.${k}`) }))}
            onChange={(e) => choose(e.target.value)}
          />
        )}
      </Setting>
      {kind === "page" ? (
        <Setting label={t("designer.lead.page")}>
          {(ids) => (
            <PageChoice {...ids} value={button.page} onChange={(page) => set({ page })} none="designer.lead.choose" />
          )}
        </Setting>
      ) : (
        <Setting
          label={t("designer.lead.url")}
          help={t("designer.lead.urlHelp", { open: "{{", close: "}}" })}
          problems={problems}
        >
          {(ids) => (
            <Input
              {...ids}
              value={button.url ?? ""}
              maxLength={2000}
              onChange={(e) => set({ url: worth(e.target.value) }, "url")}
            />
          )}
        </Setting>
      )}
    </>
  );
}

interface PageChoiceProps {
  id: string;
  "aria-describedby"?: string;
  value: string | undefined;
  onChange: (page: string | undefined) => void;
  none: "designer.lead.stay" | "designer.lead.choose";
}

/** Chooses a page of any application. One that is gone stays visible. */
function PageChoice({ value, onChange, none, ...ids }: PageChoiceProps) {
  const { t } = useTranslation();
  const pages = useQuery(pagesQuery());
  const applications = useQuery(applicationsQuery());
  const groups = (applications.data ?? []).map((a) => ({
    label: a.title,
    options: (pages.data ?? [])
      .filter((p) => p.applicationKey === a.key)
      .map((p) => ({ value: p.uid, label: p.title })),
  }));
  const known = pages.data?.some((p) => p.uid === value) ?? true;
  const gone = value !== undefined && !known;
  return (
    <Select
      {...ids}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      loading={pages.isFetching}
      value={value ?? null}
      placeholder={t(none)}
      options={[
        ...groups.filter((g) => g.options.length > 0),
        ...(gone ? [{ label: t("designer.lead.gone", { name: value }), options: [{ value, label: value }] }] : []),
      ]}
      onChange={(page: string | null | undefined) => onChange(page ?? undefined)}
    />
  );
}
