import ApiOutlined from "@ant-design/icons/es/icons/ApiOutlined";
import DatabaseOutlined from "@ant-design/icons/es/icons/DatabaseOutlined";
import PlayCircleOutlined from "@ant-design/icons/es/icons/PlayCircleOutlined";
import SafetyOutlined from "@ant-design/icons/es/icons/SafetyOutlined";
import ThunderboltOutlined from "@ant-design/icons/es/icons/ThunderboltOutlined";
import { useTranslation } from "react-i18next";
import { type Kind, kindOf } from "./kinds";
import "./kind-tag.css";

const icons: Record<Kind, typeof ApiOutlined> = {
  "request-interception": SafetyOutlined,
  action: ThunderboltOutlined,
  "custom-action": PlayCircleOutlined,
  collection: DatabaseOutlined,
};

/** What sets a workflow off, in a word or two. */
export function KindTag({ type }: { type: string }) {
  const { t } = useTranslation();
  const kind = kindOf(type);
  const Icon = kind ? icons[kind] : ApiOutlined;
  return (
    <span className="kind-tag">
      <Icon aria-hidden />
      {kind ? t(`workflows.kinds.${kind}.name`) : type}
    </span>
  );
}
