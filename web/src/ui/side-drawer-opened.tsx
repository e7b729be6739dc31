import { Drawer } from "antd";
import type { SideDrawerProps } from "./side-drawer-props";
import { size } from "./tokens";

/** See SideDrawer. */
export default function SideDrawerOpened({ open, title, close, children }: SideDrawerProps) {
  return (
    <Drawer open={open} onClose={close} placement="left" size={size.navigation} title={title}>
      {children}
    </Drawer>
  );
}
