import CloseOutlined from "@ant-design/icons/es/icons/CloseOutlined";
import { Button, Drawer } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../ui/media";

interface DockProps {
  title: string;
  close: () => void;
  /** Larger: beside nothing else. */
  wide?: boolean;
  tools?: ReactNode;
  children: ReactNode;
}

/** Something open beside the steps; on a phone over them. It takes the focus when it opens, and Escape closes it. */
export function Dock({ title, close, wide, tools, children }: DockProps) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const head = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown anew takes the focus anew
  useEffect(() => head.current?.focus({ preventScroll: true }), [title]);
  if (onPhone) {
    return (
      <Drawer
        open
        onClose={close}
        size="100%"
        title={title}
        closable={{ "aria-label": t("canvas.close") }}
        extra={tools}
      >
        {children}
      </Drawer>
    );
  }
  return (
    <aside
      className={wide ? "bench-dock bench-dock-wide" : "bench-dock"}
      aria-label={title}
      onKeyDown={(e) => {
        if (e.key === "Escape" && !e.defaultPrevented && e.target instanceof Node && e.currentTarget.contains(e.target))
          close();
      }}
    >
      <header className="bench-dock-head">
        <h2 ref={head} tabIndex={-1}>
          {title}
        </h2>
        {tools}
        <Button type="text" icon={<CloseOutlined />} aria-label={t("canvas.close")} onClick={close} />
      </header>
      <div className="bench-dock-body">{children}</div>
    </aside>
  );
}
