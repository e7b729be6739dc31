import ArrowRightOutlined from "@ant-design/icons/es/icons/ArrowRightOutlined";
import { useTranslation } from "react-i18next";
import type { Kind } from "./kinds";
import "./picture.css";

/** Where each kind of workflow stands around an action, the chosen one marked. */
export function Picture({ kind }: { kind: Kind | undefined }) {
  const { t } = useTranslation();
  const stage = (k: Kind) => (
    <span className="picture-kind" data-chosen={k === kind || undefined}>
      {t(`workflows.kinds.${k}.name`)}
    </span>
  );
  const plain = (text: string) => <span className="picture-stage">{text}</span>;
  const arrow = <ArrowRightOutlined className="picture-arrow" aria-hidden />;
  return (
    <figure className="picture">
      <figcaption className="visually-hidden">{t("workflows.guide.picture")}</figcaption>
      <div className="picture-row">
        {plain(t("workflows.guide.press"))}
        {arrow}
        {stage("request-interception")}
        {arrow}
        {plain(t("workflows.guide.saved"))}
        {arrow}
        {stage("action")}
      </div>
      <div className="picture-row">
        {plain(t("workflows.guide.changed"))}
        {arrow}
        {stage("collection")}
      </div>
      <div className="picture-row">
        {plain(t("workflows.guide.only"))}
        {arrow}
        {stage("custom-action")}
      </div>
    </figure>
  );
}
