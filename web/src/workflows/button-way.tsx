import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery, collectionTitle } from "../api/model";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { buttonsQuery, type KnownButton } from "./buttons";
import { KindTag } from "./kind-tag";
import { kindsFor } from "./kinds";

/** The buttons that the server knows, to choose the one that a new workflow is for. */
export function ButtonWay({ onChoose }: { onChoose: (button: KnownButton) => void }) {
  const { t } = useTranslation();
  const buttons = useQuery(buttonsQuery());
  return (
    <Loaded
      query={buttons}
      isEmpty={(all) => all.length === 0}
      empty={
        <Empty title={t("workflows.buttons.emptyTitle")}>
          <p>{t("workflows.buttons.empty")}</p>
        </Empty>
      }
    >
      {(all) => <List buttons={all} onChoose={onChoose} />}
    </Loaded>
  );
}

function List({ buttons, onChoose }: { buttons: readonly KnownButton[]; onChoose: (button: KnownButton) => void }) {
  const { t } = useTranslation();
  const [find, setFind] = useState("");
  const collections = useQuery(collectionsQuery()).data ?? [];
  const about = (b: KnownButton) => {
    const on = collections.find((c) => c.name === b.collection);
    const names = t("actionNames", { returnObjects: true }) as Record<string, string>;
    return [b.page?.title ?? t("workflows.buttons.noPage"), names[b.action] ?? b.action, on && collectionTitle(on)]
      .filter(Boolean)
      .join(" · ");
  };
  const shown = buttons.filter((b) => `${b.title} ${b.uid} ${about(b)}`.toLowerCase().includes(find.toLowerCase()));
  return (
    <div className="new-buttons">
      <Input.Search
        allowClear
        value={find}
        aria-label={t("workflows.buttons.find")}
        placeholder={t("workflows.buttons.find")}
        onChange={(e) => setFind(e.target.value)}
      />
      <p className="visually-hidden" role="status">
        {t("workflows.buttons.count", { count: shown.length })}
      </p>
      <ul className="new-workflow-recipes">
        {shown.map((b) => (
          <li key={b.uid}>
            <button type="button" className="new-workflow-card" onClick={() => onChoose(b)}>
              <span className="new-workflow-card-title">{b.title || b.uid}</span>
              <span className="soft">{about(b)}</span>
              <span className="page-tools">
                {kindsFor(b.action).map((k) => (
                  <KindTag key={k} type={k} />
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
