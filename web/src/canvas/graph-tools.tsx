import FullscreenOutlined from "@ant-design/icons/es/icons/FullscreenOutlined";
import MinusOutlined from "@ant-design/icons/es/icons/MinusOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

/** How much of the drawing is seen, and how large. */
export function ViewTools() {
  const { t } = useTranslation();
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow();
  const percent = useStore((s) => Math.round(s.transform[2] * 100));
  return (
    <Panel position="bottom-left" className="graph-tools">
      <Button
        size="small"
        type="text"
        icon={<MinusOutlined />}
        aria-label={t("canvas.zoomOut")}
        onClick={() => zoomOut()}
      />
      <Button
        size="small"
        type="text"
        aria-label={t("canvas.zoomFull", { percent })}
        onClick={() => zoomTo(1)}
        title={t("canvas.zoomFull", { percent })}
      >
        {t("canvas.percent", { percent })}
      </Button>
      <Button
        size="small"
        type="text"
        icon={<PlusOutlined />}
        aria-label={t("canvas.zoomIn")}
        onClick={() => zoomIn()}
      />
      <Button
        size="small"
        type="text"
        icon={<FullscreenOutlined />}
        aria-label={t("canvas.fit")}
        title={t("canvas.fit")}
        onClick={() => fitView({ maxZoom: 1, includeHiddenNodes: true })}
      />
    </Panel>
  );
}
